package io.quietcopy.benchmarks.result;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one run of one contender gave. Only runs that did what they should, with a copy equal to its source, become
 * samples. Immutable.
 *
 * @param round the round, from 0; samples of one round were taken close to each other
 * @param values what was measured; what could not be is absent
 */
public record Sample(int round, Map<Measure, Double> values) {

    /** Takes an immutable copy. */
    public Sample {
        values = Map.copyOf(values);
    }

    /** Returns one value, empty if it was not measured. */
    public OptionalDouble value(Measure measure) {
        Double value = values.get(measure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
