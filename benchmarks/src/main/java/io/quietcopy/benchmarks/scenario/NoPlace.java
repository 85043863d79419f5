package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.contender.Situation;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.testbed.MemoryCgroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For commands that copy nothing. */
record NoPlace(Path folder) implements Place {

    @Override
    public CopyJob prepare(Writes writes, Optional<MemoryCgroup> group) {
        return new CopyJob(Situation.FRESH, List.of(new CopyJob.Pair(folder, folder)), 0, folder, group);
    }

    @Override
    public Map<Measure, Double> leftBy(CopyJob job) {
        return Map.of();
    }

    @Override
    public Optional<String> difference(CopyJob job) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
