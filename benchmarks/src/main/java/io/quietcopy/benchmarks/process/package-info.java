/** Child processes: started at a moment, measured to the end, ended for certain. */
@NullMarked
package io.quietcopy.benchmarks.process;

import org.jspecify.annotations.NullMarked;
