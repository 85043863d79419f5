/** The engine that copies with the system calls of Linux. Public is only its provider. */
@NullMarked
package io.quietcopy.engine.linux;

import org.jspecify.annotations.NullMarked;
