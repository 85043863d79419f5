/** Running a copy: order of the phases, supervision, report. */
@NullMarked
package io.quietcopy.internal.run;

import org.jspecify.annotations.NullMarked;
