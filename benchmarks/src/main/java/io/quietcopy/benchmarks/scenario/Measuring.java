package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Attempt;
import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a contender copy in a place and measures what that took. Immutable.
 *
 * @param place where
 * @param imageBytes the length of all images of one run together
 * @param dataBytes how much of that is not hole
 * @param limit the time after which a contender is ended
 */
record Measuring(Place place, long imageBytes, long dataBytes, Duration limit) {
    private static final double GIB = 1 << 30;

    /**
     * A run that is measured but not compared yet.
     *
     * @param attempt what the contender did
     * @param values what was measured
     */
    record Measured(Attempt attempt, Map<Measure, Double> values) {}

    /** Runs it. */
    Measured run(Contender contender, Contender.Ready ready, CopyJob job) throws IOException {
        place.begins(contender.direct());
        Attempt attempt = ready.run(limit);
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.putAll(place.ends());
        if (attempt.problem().isPresent() || contender.kind() == ContenderKind.IDLE) {
            return new Measured(attempt, values);
        }
        values.put(Measure.SECONDS, attempt.seconds());
        if (imageBytes > 0) {
            values.put(Measure.BYTES_PER_SECOND, imageBytes / attempt.seconds());
        }
        if (contender.kind() != ContenderKind.LIMIT) {
            values.putAll(place.leftBy(job));
            used(attempt, values);
        }
        return new Measured(attempt, values);
    }

    /** Compares what it made with the source; fio makes no copies. */
    Optional<String> problem(Contender contender, Attempt attempt, CopyJob job) throws IOException {
        if (attempt.problem().isPresent()) {
            return attempt.problem();
        }
        boolean copies = contender.kind() != ContenderKind.LIMIT && contender.kind() != ContenderKind.IDLE;
        return copies ? place.difference(job) : Optional.empty();
    }

    private void used(Attempt attempt, Map<Measure, Double> values) {
        double user = attempt.usage().userSeconds();
        double system = attempt.usage().systemSeconds();
        values.put(Measure.USER_SECONDS, user);
        values.put(Measure.SYSTEM_SECONDS, system);
        if (dataBytes > 0) {
            values.put(Measure.CPU_SECONDS_PER_GIB, (user + system) / (dataBytes / GIB));
        }
        values.put(Measure.PEAK_MEMORY_BYTES, (double) attempt.usage().peakMemoryBytes());
        attempt.windowBytes().ifPresent(window -> values.put(Measure.WINDOW_BYTES, (double) window));
    }
}
