package io.quietcopy.benchmarks.result;

import java.util.List;
import java.util.Optional;

/**
 * What one contender did in one setting. Immutable.
 *
 * @param id the contender's id, unique in its setting
 * @param label its name for people
 * @param kind what it is to the others
 * @param skipped why it did not run at all, empty if it did
 * @param failures what went wrong, one sentence for each run that gave no sample
 * @param samples what was measured, in the order of rounds
 * @param timeline the neighbour's latencies during its median run
 */
public record ContenderResult(
        String id,
        String label,
        ContenderKind kind,
        Optional<String> skipped,
        List<String> failures,
        List<Sample> samples,
        Optional<Timeline> timeline) {

    /** Takes immutable copies. */
    public ContenderResult {
        failures = List.copyOf(failures);
        samples = List.copyOf(samples);
    }

    /** Returns min, median and max of a measure; empty if no run gave it. */
    public Optional<Statistics> statistics(Measure measure) {
        List<Double> values = samples.stream()
                .flatMap(sample -> sample.value(measure).stream().boxed())
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
    }

    /** Returns why there is nothing to show; empty if there is. */
    public Optional<String> reasonForNothing() {
        if (!samples.isEmpty()) {
            return Optional.empty();
        }
        return skipped.or(() -> failures.stream().findFirst()).or(() -> Optional.of("did not run"));
    }
}
