package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.TargetContent;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Much of something: bytes, ranges, copies. */
class LargeTest {
    private static final long GIB = 1L << 30;

    @Test
    void offsetsBeyondFourGibibytes() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            long length = 6 * GIB + 511;
            Path source = DiskImages.sparse(
                    scratch.file("source"),
                    length,
                    1,
                    List.of(
                            new Allocation.Range(0, 5000),
                            new Allocation.Range(4 * GIB - 100, 1 << 20),
                            new Allocation.Range(length - 4096, 4096)));
            Path target = scratch.file("target");
            TestCopy.staged(source, target).whole(Content.DATA).run(new TestControl());
            ByteCompare.assertSame(source, 0, target, 0, length);
            assertThat(Allocation.allocatedBytes(target)).isLessThan(4L << 20);
        }
    }

    @Test
    void aTebibyteOfHolesTakesNoTime() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            long length = 1024 * GIB + 3;
            Path source = DiskImages.sparse(
                    scratch.file("source"), length, 1, List.of(new Allocation.Range(700 * GIB + 5, 3 << 20)));
            Path target = scratch.file("target");
            long data = 700 * GIB;
            TestCopy.staged(source, target)
                    .extent(0, 0, data, Content.ZERO)
                    .extent(data, data, 4 << 20, Content.DATA)
                    .extent(data + (4 << 20), data + (4 << 20), length - data - (4 << 20), Content.ZERO)
                    .run(new TestControl());
            ByteCompare.assertSame(source, 0, target, 0, length);
        }
    }

    @Test
    void aMillionRanges() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            int count = 1_000_000;
            int range = 512;
            long step = 1024;
            Path source = DiskImages.sparse(scratch.file("source"), count * step, 1, List.of());
            Path target = DiskImages.allocateSparse(scratch.file("target"), count * step);
            TestCopy copy = TestCopy.of(source, target)
                    .before(TargetContent.ZERO)
                    .extents(() -> LongStream.range(0, count)
                            .mapToObj(i -> new TestCopy.Extent(i * step, i * step, range, Content.ZERO))
                            .iterator());
            copy.run(new CountingControl());

            int sparse = 100_000;
            Path data = DiskImages.random(scratch.file("data"), sparse * 4096L, 2);
            Path old = DiskImages.random(scratch.file("old"), sparse * 4096L, 3);
            CountingControl control = new CountingControl();
            TestCopy.of(data, old)
                    .extents(() -> LongStream.range(0, sparse)
                            .mapToObj(i -> new TestCopy.Extent(i * 4096, i * 4096, 4096, Content.DATA))
                            .iterator())
                    .run(control);
            assertThat(control.total()).isEqualTo(sparse * 4096L);
            ByteCompare.assertSame(data, old);
        }
    }

    @Test
    void aThousandCopiesLeaveNothing() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), 300_000, 1);
            Path target = scratch.file("target");
            TestLinux failing = new TestLinux() {
                @Override
                public long pwrite(int fd, long buffer, long count, long offset) {
                    return offset > 100_000 ? -Errno.EIO.number() : super.pwrite(fd, buffer, count, offset);
                }
            };
            copy(source, target, null);
            Leaks leaks = Leaks.since(scratch.path());
            int threads = Processes.kernelThreads();
            long mappings = mappings();
            for (int i = 0; i < 1000; i++) {
                if (i % 10 == 0) {
                    try {
                        copy(source, target, failing);
                    } catch (CopyException e) {
                        assertThat(e.errno()).hasValue(5);
                    }
                } else {
                    copy(source, target, null);
                }
            }
            leaks.assertNone();
            assertThat(Processes.kernelThreads()).isLessThanOrEqualTo(threads + 3);
            assertThat(mappings()).isLessThanOrEqualTo(mappings + 30);
        }
    }

    private static long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(" 0 ") || line.endsWith(" 0"))
                    .count();
        }
    }

    private static void copy(Path source, Path target, TestLinux linux) throws Exception {
        Files.deleteIfExists(target);
        TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);
        if (linux != null) {
            copy.by(linux);
        }
        copy.run(new CountingControl());
    }

    @Test
    void manySessionsAtOnce() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), 3_000_001, 1);
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 16; i++) {
                Path target = scratch.file("target" + i);
                threads.add(new Thread(() -> {
                    try {
                        copy(source, target, null);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            for (int i = 0; i < 16; i++) {
                ByteCompare.assertSame(source, 0, scratch.file("target" + i), 0, 3_000_001);
            }
        }
    }
}
