package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NbdStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Scratch scratch;
    private Path backing;
    private Leaks leaks;

    @BeforeEach
    void makeBackingFile() throws IOException {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        leaks = Leaks.since();
        scratch = Scratch.create();
        backing = DiskImages.allocateSparse(scratch.file("backing"), 16 * Blocks.MIB);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    @Test
    void keepsWhatWasFlushedAndLosesTheRestWhenKilled() throws IOException {
        try (NbdStore store = NbdStore.over(backing).start()) {
            assertThat(Files.size(store.file())).isEqualTo(16L * Blocks.MIB);
            write(store, 0, true);
            write(store, Blocks.MIB, false);
            assertThat(SeededBytes.of(1, Blocks.MIB, 4096)).isEqualTo(read(store, Blocks.MIB));
            ByteCompare.assertSame(store.file(), 0, backing, 0, 4096);
            assertThat(ByteCompare.firstNonZero(backing, Blocks.MIB, Blocks.MIB))
                    .isEmpty();

            Set<Long> before = store.pids();
            store.killNow();
            assertThat(store.pids()).isEmpty();
            assertThatThrownBy(() -> read(store, 0)).hasMessageContaining("not connected");

            store.restart();
            assertThat(store.pids()).hasSize(2).doesNotContainAnyElementsOf(before);
            assertThat(read(store, 0)).isEqualTo(SeededBytes.of(1, 0, 4096));
            assertThat(read(store, Blocks.MIB)).containsOnly(0);
        }
    }

    @Test
    void carriesAFileSystemThatOnlyLosesWhatWasNotFlushed() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.GNU_DD);
        try (Scratch other = Scratch.create()) {
            Path image = DiskImages.ext4(other.file("image"), 64 * Blocks.MIB, 1, 1);
            try (NbdStore store = NbdStore.over(image).start()) {
                try (MountedFileSystem fileSystem = MountedFileSystem.of(FileSystemKind.EXT4)
                        .existingImage(store.file())
                        .mount()) {
                    Blocks.dd(Path.of("/dev/zero"), fileSystem.file("kept"), 1, "conv=fsync");
                    Tool.run("sync", fileSystem.path().toString());
                    Blocks.dd(Path.of("/dev/zero"), fileSystem.file("lost"), 1, "oflag=direct");
                    store.killNow();
                }
                store.restart();
                try (MountedFileSystem fileSystem = MountedFileSystem.of(FileSystemKind.EXT4)
                        .existingImage(store.file())
                        .mount()) {
                    assertThat(fileSystem.file("kept")).hasSize(Blocks.MIB);
                    assertThat(fileSystem.file("lost")).doesNotExist();
                }
            }
        }
    }

    @Test
    void takesWritesAndFailsTheFlushWhileItsStorageFails() throws IOException {
        try (NbdStore store = NbdStore.over(backing).faults("EIO", "pwrite").start()) {
            write(store, 0, true);
            store.startFaults();
            store.startFaults();
            write(store, 0, false);
            assertThatThrownBy(() -> write(store, 0, true)).hasMessageContaining("Input/output error");
            assertThat(read(store, 0)).isEqualTo(SeededBytes.of(1, 0, 4096));
            store.stopFaults();
            write(store, 0, true);
        }
    }

    @Test
    void stopsAnsweringAndGoesOn() throws IOException {
        try (NbdStore store = NbdStore.over(backing).writeBack(false).start()) {
            store.pause();
            Process reader = Blocks.start("dd", "if=" + store.file(), "of=/dev/null", "iflag=direct", "count=1");
            assertThat(Processes.awaitEnd(reader.pid(), Duration.ofMillis(300))).isFalse();
            store.resume();
            assertThat(Tool.ended(reader, LIMIT)).isTrue();
            assertThat(reader.exitValue()).isZero();

            store.pause();
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        assertThatThrownBy(() -> NbdStore.over(backing).filter("no-such-filter").start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nbdkit did not start")
                .hasMessageContaining("no-such-filter");
    }

    @Test
    void isSlowWhenToldTo() throws IOException {
        try (NbdStore store = NbdStore.over(backing)
                .writeBack(false)
                .delays(Duration.ofMillis(1), Duration.ofMillis(200))
                .start()) {
            long start = System.nanoTime();
            write(store, 0, false);
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(200).toNanos());
        }
    }

    private static void write(NbdStore store, long offset, boolean flush) throws IOException {
        try (FileChannel channel = FileChannel.open(store.file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(SeededBytes.of(1, offset, 4096)), offset);
            if (flush) {
                channel.force(true);
            }
        }
    }

    private static byte[] read(NbdStore store, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(store.file(), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            channel.read(buffer, offset);
            return buffer.array();
        }
    }
}
