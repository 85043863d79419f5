/** What the project has promised, as data, and whether a run kept it. */
@NullMarked
package io.quietcopy.benchmarks.target;

import org.jspecify.annotations.NullMarked;
