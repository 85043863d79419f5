package io.quietcopy.testbed;

import static io.quietcopy.testbed.StorageOperation.FSYNC;
import static io.quietcopy.testbed.StorageOperation.OPEN;
import static io.quietcopy.testbed.StorageOperation.READ;
import static io.quietcopy.testbed.StorageOperation.RENAME;
import static io.quietcopy.testbed.StorageOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StorageFaultTest extends OnStorageModel {

    private static final int BLOCK = 4096;

    @Test
    void readsFailWhereTheyTouchABadPlace() throws IOException {
        Path file = file("file", MIB);
        Path other = file("other", MIB);
        model.inject(StorageFault.on(READ).file("fi*").at(5 * BLOCK).error("EIO"));

        assertThatThrownBy(() -> read(file, 0, MIB)).hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> read(file, 5 * BLOCK, 1)).hasMessageContaining("Input/output error");
        assertThat(read(file, 0, 5 * BLOCK)).hasSize(5 * BLOCK);
        assertThat(read(file, 5 * BLOCK + 1, BLOCK)).hasSize(BLOCK);
        assertThat(read(other, 0, MIB)).hasSize(MIB);
        write(file, 5 * BLOCK, new byte[1]);

        assertThat(model.counters().faults()).isEqualTo(2);
        model.clearFaults();
        assertThat(read(file, 0, MIB)).hasSize(MIB);
    }

    @Test
    void aWriteThatFailsStoresNothing() throws IOException {
        Path file = DiskImages.allocateSparse(model.file("file"), MIB);
        model.inject(StorageFault.on(WRITE).after(1).times(2).error("ENOSPC"));

        assertThat(write(file, 0, new byte[BLOCK])).isEqualTo(BLOCK);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> write(file, BLOCK, SeededBytes.of(1, 0, BLOCK)))
                    .hasMessageContaining("No space left");
        }
        assertThat(ByteCompare.firstNonZero(file, 0, MIB)).isEmpty();
        assertThat(write(file, BLOCK, SeededBytes.of(1, 0, BLOCK))).isEqualTo(BLOCK);
    }

    @Test
    void otherRequestsFailAsWell() throws IOException {
        Path file = file("file", BLOCK);
        model.inject(StorageFault.on(FSYNC).after(1).times(1).error("EIO"));
        model.inject(StorageFault.on(OPEN).file("closed").error("EACCES"));
        model.inject(StorageFault.on(RENAME).file("file").error("EDQUOT"));

        sync(file);
        assertThatThrownBy(() -> sync(file)).hasMessageContaining("Input/output error");
        sync(file);
        Path closed = file("closed", 0);
        assertThatThrownBy(() -> read(closed, 0, 1)).hasMessageContaining("closed");
        assertThatThrownBy(() -> Files.move(file, model.file("moved"))).hasMessageContaining("quota");
        assertThatThrownBy(() -> model.inject(StorageFault.on().error("EWHATEVER")))
                .hasMessageContaining("unknown error");
    }

    @Test
    void readsAndWritesAreCutShort() throws IOException {
        Path file = file("file", MIB);
        model.inject(StorageFault.on(READ, WRITE).at(8 * BLOCK).shortTo(1000));

        assertThat(read(file, 0, 9 * BLOCK)).isEqualTo(SeededBytes.of(1, 0, 1000));
        assertThat(write(file, 8 * BLOCK, new byte[BLOCK])).isEqualTo(1000);
        assertThat(read(file, 0, 8 * BLOCK)).hasSize(8 * BLOCK);
        model.clearFaults();
        assertThat(ByteCompare.firstNonZero(file, 8 * BLOCK, BLOCK)).contains(8 * BLOCK + 1000L);
    }

    @Test
    void bitsFlipOnTheWayInOnTheWayOutAndAfterwards() throws IOException {
        byte[] good = SeededBytes.of(1, 0, MIB);
        byte[] bad = good.clone();
        bad[70_000] ^= 1 << 3;
        Path file = file("file", MIB);

        model.inject(StorageFault.on(READ).at(70_000).times(1).flip(3));
        assertThat(read(file, 0, MIB)).isEqualTo(bad);
        assertThat(read(file, 0, MIB)).isEqualTo(good);

        model.flipStoredBit("file", 70_000, 3);
        assertThat(read(file, 0, MIB)).isEqualTo(bad);

        write(file, 0, good);
        model.inject(StorageFault.on(WRITE).at(70_000).times(1).flip(3));
        write(file, 0, good);
        assertThat(read(file, 0, MIB)).isEqualTo(bad);

        write(file, 0, good);
        model.inject(StorageFault.on(FSYNC).file("file").at(70_000).times(1).flip(3));
        assertThat(read(file, 0, MIB)).isEqualTo(good);
        sync(file);
        assertThat(read(file, 0, MIB)).isEqualTo(bad);

        assertThatThrownBy(() -> model.flipStoredBit("file", MIB, 0)).hasMessageContaining("ends before");
        assertThatThrownBy(() -> model.flipStoredBit("none", 0, 0)).hasMessageContaining("No such file");
    }

    @Test
    void requestsTakeLonger() throws IOException {
        Path file = file("file", BLOCK);
        model.inject(StorageFault.on(FSYNC).times(1).delay(Duration.ofMillis(300)));

        assertThat(timed(() -> {
                    sync(file);
                    return true;
                }))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(model.counters().faults()).isEqualTo(1);
    }

    @Test
    void whatHangsGoesOnWhenReleased() throws IOException {
        Path source = file("source", 4 * MIB);
        Path target = model.file("target");
        model.inject(StorageFault.on(READ).file("source").at(2 * MIB).hang());
        model.inject(StorageFault.on(FSYNC).hang());
        Process copy = Blocks.start("dd", "if=" + source, "of=" + target, "bs=1M", "conv=fsync");

        assertThat(model.awaitHanging(1, LIMIT)).isTrue();
        assertThat(Files.size(target)).isEqualTo(2 * MIB);
        assertThat(copy.isAlive()).isTrue();

        model.release();
        assertThat(Tool.ended(copy, LIMIT)).isTrue();
        assertThat(copy.exitValue()).isZero();
        assertThat(model.counters().hanging()).isZero();
        ByteCompare.assertSame(source, target);
    }

    @Test
    void anFsyncHangs() throws IOException {
        Path file = file("file", MIB);
        model.inject(StorageFault.on(FSYNC).hang());
        Process copy = Blocks.start("dd", "if=/dev/null", "of=" + file, "conv=notrunc,fsync");

        assertThat(model.awaitHanging(1, LIMIT)).isTrue();
        copy.destroyForcibly();
        assertThat(Processes.awaitHang(copy.pid(), LIMIT))
                .as("not to be killed")
                .isTrue();

        model.release();
        assertThat(Tool.ended(copy, LIMIT)).isTrue();
    }

    @Test
    void nothingHangsForEver() throws IOException {
        try (StorageModel limited =
                StorageModel.builder().hangLimit(Duration.ofMillis(500)).start()) {
            Path file = Files.createFile(limited.file("file"));
            limited.inject(StorageFault.on(FSYNC).hang());

            assertThatThrownBy(() -> sync(file)).hasMessageContaining("timed out");
        }
    }

    @Test
    void onlyDirectRequestsAreMet() throws IOException {
        Path file = file("file", MIB);
        model.inject(StorageFault.on(READ).directUnaligned(512).error("EINVAL"));
        assertThat(reads(file, 1000, true)).isFalse();
        assertThat(reads(file, 1000, false)).isTrue();
        assertThat(reads(file, 512, true)).isTrue();

        model.clearFaults();
        model.inject(StorageFault.on(OPEN).direct().error("EINVAL"));
        assertThat(reads(file, 512, true)).isFalse();
        assertThat(reads(file, 512, false)).isTrue();
    }

    private static boolean reads(Path file, int bytes, boolean direct) throws IOException {
        return Tool.attempt(
                        Executables.gnuDd().orElseThrow().toString(),
                        "if=" + file,
                        "of=/dev/null",
                        "bs=" + bytes,
                        "count=1",
                        "iflag=" + (direct ? "direct" : "fullblock"))
                .succeeded();
    }
}
