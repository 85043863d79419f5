/** Runs checks and adds up what they found. */
@NullMarked
package io.quietcopy.conformance.internal.run;

import org.jspecify.annotations.NullMarked;
