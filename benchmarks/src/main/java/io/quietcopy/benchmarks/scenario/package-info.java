/** The situations that are measured: the places, what is prepared there and measured afterwards, the trial of one contender. */
@NullMarked
package io.quietcopy.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
