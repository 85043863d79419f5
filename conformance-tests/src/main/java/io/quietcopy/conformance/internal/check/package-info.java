/** The checks: one behaviour each. */
@NullMarked
package io.quietcopy.conformance.internal.check;

import org.jspecify.annotations.NullMarked;
