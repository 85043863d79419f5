/** Finding the engines and choosing one. */
@NullMarked
package io.quietcopy.internal.engine;

import org.jspecify.annotations.NullMarked;
