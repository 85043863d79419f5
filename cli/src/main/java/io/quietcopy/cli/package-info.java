/** The {@code quietcopy} command: reads arguments, calls the library, and tells a person or a program what happened. */
@NullMarked
package io.quietcopy.cli;

import org.jspecify.annotations.NullMarked;
