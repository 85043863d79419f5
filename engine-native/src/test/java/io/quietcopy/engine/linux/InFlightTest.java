package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.WindowSample;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The window on storage that is really far away. What it finds is tested by simulation; here, that it finds, and keeps its bounds. */
class InFlightTest {
    private static final long MIB = 1 << 20;
    private static final long LENGTH = 96 * MIB;
    private static final StorageTiming FAR =
            StorageTiming.immediate().latency(Duration.ofMillis(10)).bandwidth(200_000_000);

    @BeforeEach
    void needsTheModel() {
        Requirement.require(Requirement.STORAGE_MODEL);
    }

    @Test
    void moreIsInFlightWhereStorageIsFarAwayAndTheReportTellsTheCourse() throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            TransferResult result = copy(model, 0);

            assertThat(result.inFlight()).hasSizeBetween(2, 128);
            assertThat(result.inFlight().get(0).windowBytes()).isEqualTo(MIB);
            assertThat(result.inFlight()).extracting(WindowSample::windowBytes).allMatch(bytes -> bytes <= 16 * MIB);
            // 200 MB/s take 2 MB on each side.
            assertThat(model.counters().reads().mostInFlightBytes()).isBetween(MIB + 1, 16 * MIB);
            assertThat(model.counters().writes().mostInFlightBytes()).isBetween(MIB + 1, 16 * MIB);
        }
    }

    @Test
    void aSizeThatIsSetStays() throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            TransferResult result = copy(model, MIB);

            assertThat(result.inFlight()).extracting(WindowSample::windowBytes).containsExactly(MIB);
            assertThat(model.counters().reads().mostInFlightBytes()).isLessThanOrEqualTo(MIB);
            assertThat(model.counters().writes().mostInFlightBytes()).isLessThanOrEqualTo(MIB);
        }
    }

    private static TransferResult copy(StorageModel model, long inFlight) throws Exception {
        Path source = DiskImages.random(model.file("source"), LENGTH, 1);
        Path target = model.file("target");
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            file.setLength(LENGTH);
        }
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        if (inFlight > 0) {
            copy.inFlight(inFlight);
        }
        model.timing(FAR);
        model.resetCounters();
        TransferResult result = copy.run(new TestControl());
        model.timing(StorageTiming.immediate());
        ByteCompare.assertSame(source, 0, target, 0, LENGTH);
        return result;
    }
}
