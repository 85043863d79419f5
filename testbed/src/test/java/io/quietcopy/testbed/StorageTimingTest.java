package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StorageTimingTest extends OnStorageModel {

    private static final StorageTiming IMMEDIATE = StorageTiming.immediate();

    @Test
    void eachRequestTakesTheLatency() throws IOException {
        Path file = file("file", MIB);
        model.timing(IMMEDIATE.latency(Duration.ofMillis(50)));

        assertThat(timed(() -> read(file, 0, MIB).length == MIB)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(timed(() -> write(file, 0, new byte[10]) == 10)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(timed(() -> synced(file))).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(timed(() -> synced(model.path()))).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(model.counters().mostLate())
                .isPositive()
                .isGreaterThanOrEqualTo(model.counters().meanLate());
    }

    @Test
    void syncsAndOtherRequestsTakeTheirOwnTime() throws IOException {
        Path file = file("file", MIB);
        model.timing(IMMEDIATE.syncTime(Duration.ofMillis(100)));
        assertThat(timed(() -> synced(file))).isGreaterThanOrEqualTo(Duration.ofMillis(100));

        model.timing(IMMEDIATE.metadataTime(Duration.ofMillis(100)));
        assertThat(timed(() -> Files.exists(file))).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aDirectionTakesNoMoreThanItsBandwidth() throws IOException {
        Path file = file("file", 8 * MIB);
        model.timing(IMMEDIATE.bandwidth(40_000_000, 20_000_000));

        assertThat(timed(() -> read(file, 0, 8 * MIB).length == 8 * MIB))
                .isBetween(Duration.ofMillis(209), Duration.ofSeconds(10));
        assertThat(timed(() -> write(file, 0, new byte[4 * MIB]) == 4 * MIB))
                .isBetween(Duration.ofMillis(209), Duration.ofSeconds(10));
    }

    @Test
    void aRequestTakesTimeForItself() throws IOException {
        Path file = file("file", MIB);
        model.timing(IMMEDIATE.requestTime(Duration.ofMillis(20)));

        assertThat(timed(() -> read(file, 0, MIB).length == MIB)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(timed(() -> {
                    Tool.run("dd", "if=" + file, "of=/dev/null", "bs=64k", "iflag=direct");
                    return true;
                }))
                .isGreaterThanOrEqualTo(Duration.ofMillis(16 * 20));
    }

    @Test
    void latencyIsSharedByRequestsInFlightAndBandwidthIsNot() throws IOException {
        Requirement.require(Requirement.QEMU_IMG);
        Path source = file("source", 16 * MIB);
        Path target = DiskImages.allocateSparse(model.file("target"), 16 * MIB);
        model.timing(IMMEDIATE.latency(Duration.ofMillis(100)).bandwidth(100_000_000));

        Duration taken = timed(() -> {
            Tool.run(
                    "qemu-img",
                    "convert",
                    "-n",
                    "-t",
                    "none",
                    "-T",
                    "none",
                    "-f",
                    "raw",
                    "-O",
                    "raw",
                    "-W",
                    "-m",
                    "16",
                    source.toString(),
                    target.toString());
            return true;
        });
        assertThat(taken).isBetween(Duration.ofMillis(200), Duration.ofSeconds(15));
        assertThat(model.counters().reads().mostInFlightBytes()).isGreaterThan(2 * MIB);
        assertThat(model.counters().writes().mostInFlightBytes()).isGreaterThan(2 * MIB);
        model.timing(IMMEDIATE);
        ByteCompare.assertSame(source, target);
    }

    @Test
    void theLatencyIsLengthenedByChance() throws IOException {
        Path file = file("file", 4096);
        model.timing(IMMEDIATE.jitter(Duration.ofMillis(20), 1));

        // 20 times from 0 to 20 ms: the seed decides the sum, which is far from a fifth of the expected 200 ms
        assertThat(timed(() -> {
                    Tool.run("dd", "if=" + file, "of=/dev/null", "bs=204", "count=20", "iflag=direct");
                    return true;
                }))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theTimingChangesWhileRequestsCome() throws IOException {
        Path source = file("source", 64 * MIB);
        model.resetCounters();
        model.timing(IMMEDIATE.bandwidth(2_000_000));
        Process reader = Blocks.start("dd", "if=" + source, "of=/dev/null", "bs=1M", "iflag=direct");
        assertThat(Await.until(LIMIT, () -> model.counters().reads().requests() >= 2))
                .isTrue();

        model.timing(IMMEDIATE.bandwidth(400_000_000));
        assertThat(timed(() -> Tool.ended(reader, LIMIT)))
                .as("33 s at the first bandwidth")
                .isBetween(Duration.ofMillis(150), Duration.ofSeconds(15));
        assertThat(model.counters().reads().bytes()).isEqualTo(64 * MIB);
    }

    @Test
    void senselessValuesAreRefused() {
        assertThatThrownBy(() -> IMMEDIATE.bandwidth(0)).hasMessageContaining("(0 and 0 bytes a second)");
        assertThatThrownBy(() -> IMMEDIATE.latency(Duration.ofMillis(-1))).hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> StorageModel.builder().capacityBytes(0)).hasMessageContaining("capacityBytes (0)");
        assertThatThrownBy(() -> StorageFault.on().range(-1, 1)).hasMessageContaining("at -1");
        assertThatThrownBy(() -> StorageFault.on().file(" a")).hasMessageContaining("blanks");
        assertThatThrownBy(() -> StorageFault.on().times(0)).hasMessageContaining("times (0)");
    }

    private static boolean synced(Path path) throws IOException {
        sync(path);
        return true;
    }
}
