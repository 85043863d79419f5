package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.nio.file.ExtendedOpenOption;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A copy that says it is on a real disk, beside somebody who really has that disk flushed or reads from it. The disk is in memory, so that
 * nobody uses it who does not belong here. What the copy says to read and write is a small real read.
 */
@Timeout(120)
class BlockSessionNeighbourTest {
    private static final long LENGTH = 1L << 30;
    private static final int LARGE = 512 << 10;
    private static final int LARGEST = 1 << 20;
    private static final int SECTOR = 4096;

    /** What somebody else does, time and again. */
    private interface Neighbour {
        void work() throws IOException;
    }

    @Test
    void blocksAreLargestWhereNobodyElseIsThere() throws Exception {
        try (Disk disk = new Disk()) {
            assertThat(disk.shares(() -> {}).getOrDefault(LARGEST, 0.0)).isGreaterThan(0.5);
        }
    }

    @Test
    void blocksAreSmallBesideSomebodyWhoFlushes() throws Exception {
        try (Disk disk = new Disk();
                FileChannel device = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
            Map<Integer, Double> shares = disk.shares(() -> {
                device.write(ByteBuffer.allocate(SECTOR), 0);
                device.force(true);
            });

            assertThat(shares.getOrDefault(LARGE, 0.0) + shares.getOrDefault(LARGEST, 0.0))
                    .isLessThan(0.1);
        }
    }

    @Test
    void blocksAreNotTheLargestBesideSomebodyWhoOnlyReads() throws Exception {
        try (Disk disk = new Disk();
                FileChannel device = disk.open()) {
            Map<Integer, Double> shares = disk.shares(() -> Disk.readOnce(device));

            assertThat(shares.getOrDefault(LARGE, 0.0)).isGreaterThan(0.5);
            assertThat(shares).doesNotContainKey(LARGEST);
        }
    }

    /** A loop device in memory. */
    private static final class Disk implements AutoCloseable {
        private final MountedFileSystem memory;
        private final LoopDevice device;

        Disk() throws IOException {
            Requirement.require(FileSystemKind.TMPFS);
            Requirement.require(Requirement.LOOP);
            memory = MountedFileSystem.of(FileSystemKind.TMPFS).mount();
            device = LoopDevice.over(DiskImages.random(memory.file("disk"), 1 << 20, 1))
                    .directIo(false)
                    .attach();
        }

        Path path() {
            return device.path();
        }

        FileChannel open() throws IOException {
            return FileChannel.open(device.path(), StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
        }

        static void readOnce(FileChannel device) throws IOException {
            device.read(
                    ByteBuffer.allocateDirect(2 * SECTOR).alignedSlice(SECTOR).limit(SECTOR), 0);
        }

        /** Copies beside somebody, and returns which share of the bytes was in calls of which length. */
        Map<Integer, Double> shares(Neighbour neighbour) throws Exception {
            AtomicBoolean end = new AtomicBoolean();
            CountDownLatch there = new CountDownLatch(10);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                Future<?> working = thread.submit(() -> {
                    while (!end.get()) {
                        neighbour.work();
                        there.countDown();
                        LockSupport.parkNanos(2_000_000);
                    }
                    return null;
                });
                there.await();
                Map<Integer, Long> bytes = copy();
                end.set(true);
                working.get();
                return bytes.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> (double) each.getValue() / LENGTH));
            } finally {
                end.set(true);
                thread.shutdown();
            }
        }

        private Map<Integer, Long> copy() throws Exception {
            long number = (Long) Files.getAttribute(device.path(), "unix:rdev");
            TestSpec spec = new TestSpec(LENGTH, LENGTH)
                    .on(FileIdentity.of(5, 1, number), FileIdentity.of(5, 2, number))
                    .extent(0, 0, LENGTH, Content.DATA)
                    .adaptive(16 << 20);
            try (FileChannel channel = open()) {
                GigabyteASecond io = new GigabyteASecond(channel);
                try (BlockSession session =
                        BlockSession.builder("fake", spec, io).build()) {
                    session.run(new TestControl().onlySums());
                }
                return io.bytes;
            }
        }

        @Override
        public void close() throws IOException {
            try (memory) {
                device.close();
            }
        }
    }

    /** Each call is one request to the device; reads are one after the other. */
    private static final class GigabyteASecond extends NullIo {
        private final FileChannel channel;
        private final Map<Integer, Long> bytes = new ConcurrentHashMap<>();
        private final ReentrantLock arm = new ReentrantLock();

        GigabyteASecond(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(long offset, ByteBuffer into) {
            bytes.merge(into.remaining(), (long) into.remaining(), Long::sum);
            arm.lock();
            try {
                request();
                LockSupport.parkNanos(into.remaining());
            } finally {
                arm.unlock();
            }
            return into.remaining();
        }

        @Override
        public int write(long offset, ByteBuffer from) {
            request();
            return from.remaining();
        }

        private void request() {
            try {
                Disk.readOnce(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
