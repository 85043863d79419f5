package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A storage model for each test, of which nothing may be left. */
abstract class OnStorageModel {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int MIB = Blocks.MIB;

    StorageModel model;
    private Leaks leaks;

    @BeforeEach
    final void start() throws IOException {
        Requirement.require(Requirement.STORAGE_MODEL, Requirement.GNU_DD);
        leaks = Leaks.since();
        model = StorageModel.builder().start();
    }

    @AfterEach
    final void nothingIsLeft() throws IOException {
        if (model != null) {
            model.close();
            assertThat(Mounts.points()).doesNotContain(model.path());
            assertThat(model.path().getParent()).doesNotExist();
            leaks.assertNone();
        }
    }

    /** Makes a file of seeded bytes. */
    final Path file(String name, int bytes) throws IOException {
        return Files.write(model.file(name), SeededBytes.of(1, 0, bytes));
    }

    /** Reads up to so many bytes by one call. */
    static byte[] read(Path file, long offset, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(bytes);
            channel.read(buffer, offset);
            byte[] found = new byte[buffer.position()];
            buffer.flip().get(found);
            return found;
        }
    }

    /** Writes by one call, and returns the bytes that were taken. */
    static int write(Path file, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            return channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    /** Syncs a file or folder. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Duration timed(Await.Condition what) throws IOException {
        long start = System.nanoTime();
        assertThat(what.holds()).isTrue();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
