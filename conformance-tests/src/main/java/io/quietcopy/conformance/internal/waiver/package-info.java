/** Rules that an engine is known to break for the time being. */
@NullMarked
package io.quietcopy.conformance.internal.waiver;

import org.jspecify.annotations.NullMarked;
