package io.quietcopy.benchmarks.target;

import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One side of a comparison. Immutable.
 *
 * @param label whose value it is
 * @param median the value that is compared
 * @param byRound the value of each round; empty for what is the same in all
 */
record Value(String label, double median, Map<Integer, Double> byRound) {

    Value {
        byRound = Map.copyOf(byRound);
    }

    /** A value that does not depend on measuring. */
    static Value constant(String label, double value) {
        return new Value(label, value, Map.of());
    }

    /** What a contender reached, empty if it did not. */
    static Optional<Value> of(ContenderResult contender, Measure measure) {
        Optional<Statistics> statistics = contender.statistics(measure);
        if (statistics.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Double> byRound = new LinkedHashMap<>();
        for (Sample sample : contender.samples()) {
            sample.value(measure).ifPresent(value -> byRound.put(sample.round(), value));
        }
        return Optional.of(new Value(contender.label(), statistics.get().median(), byRound));
    }

    /** The value of one round. */
    double in(int round) {
        return byRound.getOrDefault(round, median);
    }
}
