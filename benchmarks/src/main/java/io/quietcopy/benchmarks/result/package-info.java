/**
 * What was measured: samples, their statistics, and the whole result of a run as plain data.
 *
 * <p>Knows neither how anything is measured nor how it is shown.
 */
@NullMarked
package io.quietcopy.benchmarks.result;

import org.jspecify.annotations.NullMarked;
