/** The engine that copies with direct I/O in pure Java. Public is only its provider. */
@NullMarked
package io.quietcopy.engine.nio;

import org.jspecify.annotations.NullMarked;
