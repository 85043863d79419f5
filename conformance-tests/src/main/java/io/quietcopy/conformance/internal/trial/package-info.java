/** One try: set up, copy, measure, judge. */
@NullMarked
package io.quietcopy.conformance.internal.trial;

import org.jspecify.annotations.NullMarked;
