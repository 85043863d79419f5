package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A copy that says it is on a real disk, beside somebody who really has that disk flushed. The disk is in memory, so that nobody
 * flushes it who does not belong here.
 */
@Timeout(120)
class BlockSessionNeighbourTest {
    private static final long LENGTH = 1L << 30;
    private static final int LARGE = 512 << 10;

    @Test
    void blocksAreLargeWhereNobodyElseFlushes() throws Exception {
        assertThat(shareOfLargeBlocks(false)).isGreaterThan(0.5);
    }

    @Test
    void blocksAreSmallerBesideSomebodyWhoFlushes() throws Exception {
        assertThat(shareOfLargeBlocks(true)).isLessThan(0.1);
    }

    private static double shareOfLargeBlocks(boolean besideSomebody) throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        Requirement.require(FileSystemKind.TMPFS);
        AtomicBoolean end = new AtomicBoolean(!besideSomebody);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (MountedFileSystem memory =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount();
                MountedFileSystem ext4 = MountedFileSystem.of(FileSystemKind.EXT4)
                        .imageIn(memory.path())
                        .mount()) {
            Future<?> neighbour = thread.submit(() -> flush(ext4.file("log"), end));
            try {
                return shareOfLargeBlocks(ext4.path());
            } finally {
                end.set(true);
                neighbour.get();
            }
        } finally {
            thread.shutdown();
        }
    }

    private static void flush(Path log, AtomicBoolean end) {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (!end.get()) {
                channel.write(ByteBuffer.allocate(4096), 0);
                channel.force(true);
                LockSupport.parkNanos(3_000_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double shareOfLargeBlocks(Path onDisk) throws Exception {
        long device = (Long) Files.getAttribute(onDisk, "unix:dev");
        TestSpec spec = new TestSpec(LENGTH, LENGTH)
                .on(FileIdentity.of(device, 1, 0), FileIdentity.of(device, 2, 0))
                .extent(0, 0, LENGTH, Content.DATA)
                .adaptive(16 << 20);
        Map<Integer, Long> blocks = new ConcurrentHashMap<>();
        ReentrantLock arm = new ReentrantLock();
        BlockIo disk = new NullIo() {
            @Override
            public int read(long offset, ByteBuffer into) {
                blocks.merge(into.remaining(), 1L, Long::sum);
                // A gigabyte a second, one block after the other.
                arm.lock();
                try {
                    LockSupport.parkNanos(into.remaining());
                } finally {
                    arm.unlock();
                }
                return into.remaining();
            }
        };
        try (BlockSession session = BlockSession.builder("fake", spec, disk).build()) {
            session.run(new TestControl().onlySums());
        }
        long all = blocks.values().stream().mapToLong(Long::longValue).sum();
        return (double) blocks.getOrDefault(LARGE, 0L) / all;
    }
}
