/** The benchmark's command: {@link io.quietcopy.benchmarks.Benchmark} tells how it works. */
@NullMarked
package io.quietcopy.benchmarks;

import org.jspecify.annotations.NullMarked;
