package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.contender.Situation;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.StorageCounters;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Files on the testbed's storage model: storage that is some milliseconds away. Both sides are on one model, whose
 * directions have a bandwidth each. Who does not ask for direct I/O goes through the page cache, as anywhere. For those who do
 * there is no page cache at all: Linux lets direct writes into a file of FUSE one at a time while anybody has it open without
 * {@code O_DIRECT}, as Quietcopy has, and does so on no network storage. It is fast while files are made and compared.
 *
 * <p>What was in flight is counted from when a copy has settled; a copy that is shorter than that tells nothing.
 */
final class ModelPlace implements Place {
    private static final long BYTES_PER_SECOND = 400_000_000;
    private static final Duration START_UP = Duration.ofSeconds(1);
    private static final int FILES = 4;

    private final StorageModel model;
    private final FilePlace files;
    private final StorageTiming slow;
    private final Duration latency;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final AtomicBoolean settled = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> startUp;

    ModelPlace(Path beside, long imageBytes, Duration latency) throws IOException {
        this.latency = latency;
        this.slow = StorageTiming.immediate().latency(latency).bandwidth(BYTES_PER_SECOND);
        this.model = StorageModel.builder()
                .capacityBytes(memoryBytes(imageBytes))
                .pageCache(true)
                .start();
        try {
            this.files =
                    new FilePlace(model.path(), beside, Situation.EXISTING, 1, imageBytes, Images.random(imageBytes));
        } catch (IOException e) {
            try {
                model.close();
            } catch (IOException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    /** The memory that the model needs: two sources, two targets, and what warms up a JVM. */
    static long memoryBytes(long imageBytes) {
        return FILES * imageBytes + (256L << 20);
    }

    @Override
    public Map<Fact, Double> facts() {
        double delay = latency.toNanos() / 1e9;
        return Map.of(
                Fact.MODEL_BYTES_PER_SECOND,
                (double) BYTES_PER_SECOND,
                Fact.BANDWIDTH_DELAY_BYTES,
                BYTES_PER_SECOND * delay);
    }

    @Override
    public CopyJob prepare(Writes writes, Optional<MemoryCgroup> group) throws IOException {
        return files.prepare(writes, group);
    }

    @Override
    public void begins(boolean direct) {
        try {
            model.pageCache(!direct);
            model.timing(slow);
            model.resetCounters();
        } catch (IOException e) {
            throw new IllegalStateException("the storage model does not answer", e);
        }
        settled.set(false);
        startUp = clock.schedule(this::settle, START_UP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void settle() {
        try {
            model.resetCounters();
            settled.set(true);
        } catch (IOException e) {
            settled.set(false); // nothing is counted then
        }
    }

    @Override
    public Map<Measure, Double> ends() throws IOException {
        if (startUp != null) {
            startUp.cancel(false);
        }
        StorageCounters counters = model.counters();
        model.timing(StorageTiming.immediate());
        model.pageCache(true);
        Map<Measure, Double> counted = new EnumMap<>(Measure.class);
        if (settled.get() && counters.writes().bytes() > 0) {
            counted.put(Measure.READ_IN_FLIGHT_BYTES, (double) counters.reads().mostInFlightBytes());
            counted.put(
                    Measure.WRITE_IN_FLIGHT_BYTES, (double) counters.writes().mostInFlightBytes());
        }
        return counted;
    }

    @Override
    public Map<Measure, Double> leftBy(CopyJob job) throws IOException {
        Map<Measure, Double> left = new EnumMap<>(files.leftBy(job));
        // Each open of a file drops what was cached of it, so that measuring would find nothing, whoever had copied.
        left.remove(Measure.SOURCE_PAGES);
        left.remove(Measure.TARGET_PAGES);
        return left;
    }

    @Override
    public Optional<String> difference(CopyJob job) throws IOException {
        return files.difference(job);
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        model.close();
    }
}
