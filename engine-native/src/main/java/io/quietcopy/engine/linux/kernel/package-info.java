/**
 * The system calls of Linux that Java does not offer: {@link io.quietcopy.engine.linux.kernel.Linux} and what its calls take
 * and return. Nothing in here knows what a copy is.
 */
@NullMarked
package io.quietcopy.engine.linux.kernel;

import org.jspecify.annotations.NullMarked;
