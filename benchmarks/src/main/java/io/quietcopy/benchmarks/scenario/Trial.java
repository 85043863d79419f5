package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Timeline;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** One setting, made ready: contenders run in it, one after the other. Not thread-safe. */
public interface Trial extends AutoCloseable {

    /**
     * Lets a contender run once, and compares what it made.
     *
     * @throws IOException if the place or the machine fails, not the contender
     */
    Run run(Contender contender) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * What came of it. Immutable.
     *
     * @param values what was measured, of no meaning if something went wrong
     * @param problem what went wrong, empty if the copy is equal to its source
     * @param tooLong whether the contender was ended because it took too long
     * @param timeline the neighbour's latencies, where there is one
     */
    record Run(Map<Measure, Double> values, Optional<String> problem, boolean tooLong, Optional<Timeline> timeline) {}
}
