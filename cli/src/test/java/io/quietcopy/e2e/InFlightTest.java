package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.TargetMode;
import io.quietcopy.WindowSample;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.StorageCounters;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The adaptive window on storage near and far. What it finds is tested by simulation and told in figures by decision 0008; here,
 * that the real thing is not far from what a large fixed window gets beside it, on a machine that may be busy with other things, and
 * keeps its bounds.
 */
@EachJavaEngine
@Timeout(120)
class InFlightTest {
    private static final long MOST = 16 * Copies.MIB;
    private static final int MOST_ATTEMPTS = 4;

    /** Of what a large fixed window gets, with the start of the copy and whatever the machine does. */
    private static final double SHARE = 0.6;

    private final Engine engine;
    private StorageModel model;

    InFlightTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void startTheModel() throws IOException {
        Requirement.require(Requirement.STORAGE_MODEL);
        model = StorageModel.builder().start();
    }

    @AfterEach
    void endTheModel() throws IOException {
        if (model != null) {
            model.close();
        }
    }

    static Stream<Arguments> storages() {
        return Stream.of(
                Arguments.of("near", timing(200, 0).bandwidth(400_000_000), 256),
                Arguments.of("far", timing(10_000, 0).bandwidth(100_000_000), 96),
                Arguments.of("far, with jitter", timing(6000, 3000).bandwidth(150_000_000), 128),
                Arguments.of(
                        "fast, in front of a slow target", timing(1000, 0).bandwidth(800_000_000, 80_000_000), 80));
    }

    private static StorageTiming timing(long latencyMicros, long jitterMicros) {
        return StorageTiming.immediate()
                .latency(Duration.ofNanos(1000 * latencyMicros))
                .jitter(Duration.ofNanos(1000 * jitterMicros), 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("storages")
    void isNotMuchSlowerThanALargeFixedWindow(String name, StorageTiming timing, long mebibytes) throws Exception {
        Pair pair = new Pair(mebibytes * Copies.MIB);
        double share = 0;
        for (int attempt = 0; attempt < MOST_ATTEMPTS && share < SHARE; attempt++) {
            double fixed = pair.copy("16MiB", timing, Midway.at(0, () -> {}));
            share = Math.max(share, pair.copy("auto", timing, Midway.at(0, () -> {})) / fixed);
        }
        assertThat(share).as(name).isGreaterThan(SHARE);
    }

    @Test
    void followsAStepToStorageThatIsFarAway() throws Exception {
        StorageTiming near = timing(200, 0).bandwidth(200_000_000);
        StorageTiming far = timing(10_000, 0).bandwidth(100_000_000);
        Pair pair = new Pair(160 * Copies.MIB);
        double share = 0;
        for (int attempt = 0; attempt < MOST_ATTEMPTS && share < SHARE; attempt++) {
            double fixed = pair.copy("16MiB", near, step(far));
            share = Math.max(share, pair.copy("auto", near, step(far)) / fixed);
        }
        assertThat(share).isGreaterThan(SHARE);
        assertThat(pair.report.inFlight())
                .as("it has grown")
                .anyMatch(sample -> sample.windowBytes() > Copies.MIB * 3 / 2);
    }

    private Midway step(StorageTiming timing) {
        return Midway.at(48 * Copies.MIB, () -> model.timing(timing));
    }

    @Test
    void growsNoFurtherThanItMay() throws Exception {
        Pair pair = new Pair(48 * Copies.MIB);
        pair.most = "2MiB";

        pair.copy("auto", timing(10_000, 0).bandwidth(400_000_000), Midway.at(0, () -> {}));

        assertThat(pair.report.inFlight())
                .extracting(WindowSample::windowBytes)
                .allMatch(bytes -> bytes <= 2 * Copies.MIB)
                .contains(2 * Copies.MIB);
        StorageCounters counters = model.counters();
        assertThat(counters.reads().mostInFlightBytes()).isLessThanOrEqualTo(2 * Copies.MIB);
        assertThat(counters.writes().mostInFlightBytes()).isLessThanOrEqualTo(2 * Copies.MIB);
    }

    @Test
    void moreIsInFlightWhereStorageIsFarAwayAndTheReportTellsTheCourse() throws Exception {
        Pair pair = new Pair(96 * Copies.MIB);

        pair.copy("auto", timing(10_000, 0).bandwidth(200_000_000), Midway.at(0, () -> {}));

        assertThat(pair.report.inFlight().get(0).windowBytes()).isEqualTo(Copies.IN_FLIGHT);
        assertThat(pair.report.inFlight()).hasSizeGreaterThan(1);
        // 200 MB/s take 2 MB on each side.
        assertThat(model.counters().reads().mostInFlightBytes()).isGreaterThan(Copies.MIB);
        assertThat(model.counters().writes().mostInFlightBytes()).isGreaterThan(Copies.MIB);
    }

    @Test
    void aSizeThatIsSetStays() throws Exception {
        Pair pair = new Pair(48 * Copies.MIB);

        pair.copy("1MiB", timing(10_000, 0).bandwidth(200_000_000), Midway.at(0, () -> {}));

        assertThat(pair.report.inFlight()).extracting(WindowSample::windowBytes).containsExactly(Copies.MIB);
        assertThat(model.counters().reads().mostInFlightBytes()).isLessThanOrEqualTo(Copies.MIB);
        assertThat(model.counters().writes().mostInFlightBytes()).isLessThanOrEqualTo(Copies.MIB);
    }

    /** A source and a target in the model. */
    private final class Pair {
        private final long length;
        private final Path source;
        private final Path target = model.file("target");
        private String most = "16MiB";
        private CopyReport report;

        Pair(long length) throws IOException {
            this.length = length;
            source = DiskImages.random(model.file("source"), length, 1);
            try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
                file.setLength(length);
            }
        }

        /** Copies, looks at the bounds, and returns the bytes a second. */
        double copy(String inFlight, StorageTiming timing, Midway midway) throws Exception {
            CopierConfig config = CopierConfig.builder()
                    .set("quietcopy.in-flight", inFlight)
                    .set("quietcopy.in-flight-max", most)
                    .build();
            CopyRequest request =
                    engine.from(source, target).mode(TargetMode.IN_PLACE).build();
            try (Copier copier = engine.builder().config(config).build()) {
                model.timing(timing);
                model.resetCounters();
                report = midway.copy(copier, request);
            }
            model.timing(StorageTiming.immediate());
            List<WindowSample> course = report.inFlight();
            assertThat(course).hasSizeBetween(1, 128);
            assertThat(course).extracting(WindowSample::windowBytes).allMatch(bytes -> bytes <= MOST);
            long widest =
                    course.stream().mapToLong(WindowSample::windowBytes).max().orElseThrow();
            StorageCounters counters = model.counters();
            assertThat(counters.reads().mostInFlightBytes()).isLessThanOrEqualTo(widest);
            assertThat(counters.writes().mostInFlightBytes()).isLessThanOrEqualTo(widest);
            ByteCompare.assertSame(source, target);
            return length / (report.elapsed().toNanos() / 1e9);
        }
    }
}
