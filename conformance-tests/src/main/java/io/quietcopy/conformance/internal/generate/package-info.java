/** Draws copies at random, and simpler ones of one that failed. */
@NullMarked
package io.quietcopy.conformance.internal.generate;

import org.jspecify.annotations.NullMarked;
