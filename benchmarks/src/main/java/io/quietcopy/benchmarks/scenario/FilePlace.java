package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.contender.Situation;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files in a folder.
 *
 * <p>A target that exists holds another image than the one that is about to be copied, so that a comparison afterwards
 * proves every byte: there are two sources, which take turns. Who replaces or truncates its target has one of its own, so
 * that the others' stays where the file system has put it.
 */
final class FilePlace implements Place {
    private static final long SOURCE_SEED = 1;
    private static final long OTHER_SOURCE_SEED = 2;
    private static final long TARGET_SEED = 3;

    private final Path folder;
    private final Path beside;
    private final Situation situation;
    private final long imageBytes;
    private final Images.Maker images;
    private final List<List<Path>> sources = new ArrayList<>();
    private final Map<Path, Path> lastSource = new HashMap<>();

    /**
     * Makes the sources.
     *
     * @param folder where sources and targets go
     * @param beside where contenders put what they need
     * @param copies how many copies are made at once
     */
    FilePlace(Path folder, Path beside, Situation situation, int copies, long imageBytes, Images.Maker images)
            throws IOException {
        this.folder = folder;
        this.beside = beside;
        this.situation = situation;
        this.imageBytes = imageBytes;
        this.images = images;
        for (int i = 0; i < copies; i++) {
            List<Path> some = new ArrayList<>();
            some.add(made("source-" + i, SOURCE_SEED + 10L * i));
            if (situation == Situation.EXISTING) {
                some.add(made("source-" + i + "-other", OTHER_SOURCE_SEED + 10L * i));
            }
            sources.add(some);
        }
    }

    @Override
    public CopyJob prepare(Writes writes, Optional<MemoryCgroup> group) throws IOException {
        List<CopyJob.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Path target = folder.resolve("target-" + i + (writes == Writes.ANEW ? "-anew" : ""));
            pairs.add(situation == Situation.EXISTING ? written(target, i) : fresh(target, i));
        }
        return new CopyJob(situation, pairs, imageBytes, beside, group);
    }

    @Override
    public Map<Fact, Double> facts() throws IOException {
        return Map.of(Fact.SOURCE_ALLOCATED_BYTES, (double)
                Allocation.allocatedBytes(sources.get(0).get(0)));
    }

    @Override
    public Map<Measure, Double> leftBy(CopyJob job) throws IOException {
        Map<Measure, Double> left = new EnumMap<>(Place.super.leftBy(job));
        double allocated = 0;
        for (CopyJob.Pair pair : job.pairs()) {
            allocated += Allocation.allocatedBytes(pair.target());
        }
        left.put(Measure.ALLOCATED_BYTES, allocated);
        return left;
    }

    /** The folder is deleted with everything in it by whoever made it. */
    @Override
    public void close() {}

    private CopyJob.Pair fresh(Path target, int copy) throws IOException {
        Files.deleteIfExists(target);
        Path source = sources.get(copy).get(0);
        Residency.evict(source);
        return new CopyJob.Pair(source, target);
    }

    private CopyJob.Pair written(Path target, int copy) throws IOException {
        if (!Files.exists(target)) {
            images.make(target, TARGET_SEED + 10L * copy);
        }
        List<Path> turns = sources.get(copy);
        Path source = turns.get(0).equals(lastSource.get(target)) ? turns.get(1) : turns.get(0);
        lastSource.put(target, source);
        Residency.evict(source);
        Residency.evict(target);
        return new CopyJob.Pair(source, target);
    }

    private Path made(String name, long seed) throws IOException {
        Path file = folder.resolve(name);
        images.make(file, seed);
        return file;
    }
}
