package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.child.Latencies;
import io.quietcopy.benchmarks.child.Neighbour;
import io.quietcopy.benchmarks.contender.Attempt;
import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.process.ChildJvm;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Statistics;
import io.quietcopy.benchmarks.result.Timeline;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies beside a neighbour, both in one memory control group of 512 MiB: a control domain in small.
 *
 * <p>For each run there is a new group and a new {@link Neighbour}. The neighbour makes itself at home and warms up, then the
 * clock starts; it is alone for a while, the copy comes and goes, it is alone again. What counts are the latencies of
 * everything that was under way at any time during the copy.
 */
final class NeighbourTrial implements Trial {
    private static final long READ_EVERY_MICROS = 1000;
    private static final long LOG_EVERY_MICROS = 5000;
    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xms64m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final Measuring measuring;
    private final Profile profile;
    private final Path workingSet;
    private final Path log;

    NeighbourTrial(Measuring measuring, Profile profile, Path folder) throws IOException {
        this.measuring = measuring;
        this.profile = profile;
        this.workingSet = DiskImages.random(folder.resolve("working-set"), profile.workingSetBytes(), 7);
        this.log = folder.resolve("log");
        Residency.evict(workingSet);
    }

    @Override
    public Run run(Contender contender) throws IOException {
        // Pages are charged to whom brings them in, so nobody may have done so before.
        Residency.evict(workingSet);
        Files.deleteIfExists(log);
        try (MemoryCgroup group = MemoryCgroup.create(Profile.groupBytes())) {
            CopyJob job = measuring.place().prepare(contender.writes(), Optional.of(group));
            try (Contender.Ready ready = contender.ready(job);
                    ChildJvm neighbour = neighbour(group)) {
                return beside(neighbour, contender, ready, job);
            }
        }
    }

    @Override
    public void close() throws IOException {
        measuring.place().close();
    }

    private ChildJvm neighbour(MemoryCgroup group) throws IOException {
        List<String> arguments = List.of(
                workingSet.toString(),
                log.toString(),
                Long.toString(READ_EVERY_MICROS),
                Long.toString(LOG_EVERY_MICROS),
                Long.toString(profile.neighbourWarmUp().toMillis()));
        return ChildJvm.start(Neighbour.class, JAVA_OPTIONS, arguments, Optional.of(group));
    }

    private Run beside(ChildJvm neighbour, Contender contender, Contender.Ready ready, CopyJob job) throws IOException {
        neighbour.ask((questions, answers) -> answers.readByte());
        long start = System.nanoTime();
        pause();
        double before = Residency.of(workingSet).pages();
        Measuring.Measured measured = measuring.run(contender, ready, job);
        double cached = before == 0 ? 0 : Math.min(1, Residency.of(workingSet).pages() / before);
        pause();
        long end = System.nanoTime();
        List<Latencies> latencies = neighbour.ask((questions, answers) -> {
            questions.writeByte(0);
            questions.flush();
            return List.of(Latencies.read(answers), Latencies.read(answers));
        });
        Attempt attempt = measured.attempt();
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.putAll(measured.values());
        values.put(Measure.WORKING_SET_CACHED, cached);
        Latencies records = latencies.get(0);
        Latencies reads = latencies.get(1);
        percentiles(
                records.sortedBetween(attempt.startNanos(), attempt.endNanos()),
                values,
                Measure.LOG_P50_SECONDS,
                Measure.LOG_P99_SECONDS,
                Measure.LOG_MAX_SECONDS);
        percentiles(
                reads.sortedBetween(attempt.startNanos(), attempt.endNanos()),
                values,
                Measure.READ_P50_SECONDS,
                Measure.READ_P99_SECONDS,
                Measure.READ_MAX_SECONDS);
        boolean copied = contender.kind() != ContenderKind.IDLE;
        Timeline timeline = Timelines.of(
                start, copied ? attempt.startNanos() : start, copied ? attempt.endNanos() : start, end, records, reads);
        return new Run(values, measuring.problem(contender, attempt, job), attempt.tooLong(), Optional.of(timeline));
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(profile.aroundCopy().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void percentiles(
            long[] sorted, Map<Measure, Double> values, Measure median, Measure nearlyAll, Measure max) {
        if (sorted.length == 0) {
            return;
        }
        values.put(median, Statistics.percentile(sorted, 50) / 1e9);
        values.put(nearlyAll, Statistics.percentile(sorted, 99) / 1e9);
        values.put(max, sorted[sorted.length - 1] / 1e9);
    }
}
