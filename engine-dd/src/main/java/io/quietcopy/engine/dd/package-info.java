/** The engine that copies with GNU dd. Public is only its provider. */
@NullMarked
package io.quietcopy.engine.dd;

import org.jspecify.annotations.NullMarked;
