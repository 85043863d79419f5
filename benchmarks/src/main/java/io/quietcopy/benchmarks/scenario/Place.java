package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where copies are made: sources and targets on some storage. Not thread-safe.
 *
 * <p>Only the pages of the files concerned are dropped from the cache before a run, not those of the whole machine, which
 * others may be using.
 */
interface Place extends AutoCloseable {

    /** Opens a place in a folder. */
    interface Opener {
        Place open(Path folder) throws IOException;
    }

    /**
     * Prepares a copy: none of source and target is in the page cache, and the target is not yet what it shall become.
     *
     * @param writes what will become of the target
     * @param group where the copy will run
     */
    CopyJob prepare(Writes writes, Optional<MemoryCgroup> group) throws IOException;

    /** What is known of the place. */
    default Map<Fact, Double> facts() throws IOException {
        return Map.of();
    }

    /**
     * Called when a copy begins.
     *
     * @param direct whether who copies asks for direct I/O
     */
    default void begins(boolean direct) {}

    /** Called when a copy has ended; returns what the storage counted. */
    default Map<Measure, Double> ends() throws IOException {
        return Map.of();
    }

    /** Returns what a finished copy left behind. */
    default Map<Measure, Double> leftBy(CopyJob job) throws IOException {
        double source = 0;
        double target = 0;
        for (CopyJob.Pair pair : job.pairs()) {
            source += Residency.of(pair.source()).pages();
            target += Residency.of(pair.target()).pages();
        }
        return Map.of(Measure.SOURCE_PAGES, source, Measure.TARGET_PAGES, target);
    }

    /** Returns how a target differs from its source on the storage, empty if it does not. */
    default Optional<String> difference(CopyJob job) throws IOException {
        for (CopyJob.Pair pair : job.pairs()) {
            Residency.evict(pair.source());
            Residency.evict(pair.target());
            Optional<ByteCompare.Difference> found = ByteCompare.firstDifference(pair.source(), pair.target());
            Residency.evict(pair.source());
            Residency.evict(pair.target());
            if (found.isPresent()) {
                return Optional.of("the copy differs from its source: "
                        + found.get().message().lines().findFirst().orElse(""));
            }
        }
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
