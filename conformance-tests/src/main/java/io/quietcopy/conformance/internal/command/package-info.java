/** The suite as a command. */
@NullMarked
package io.quietcopy.conformance.internal.command;

import org.jspecify.annotations.NullMarked;
