/** What becomes of a run: the judgement over it, and files that tell of it. */
@NullMarked
package io.quietcopy.conformance.internal.report;

import org.jspecify.annotations.NullMarked;
