/** Results for people and programs: pure functions of the result. */
@NullMarked
package io.quietcopy.benchmarks.render;

import org.jspecify.annotations.NullMarked;
