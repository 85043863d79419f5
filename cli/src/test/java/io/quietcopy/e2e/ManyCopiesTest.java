package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.Durability;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand copies in one process, every tenth of which fails, leave nothing: no descriptor, thread, mapping or memory. */
@EachEngine
@Timeout(120)
class ManyCopiesTest {
    private static final long LENGTH = 300_000;

    private static final int AT_ONCE = 4;

    /** What the JVM itself may gain meanwhile: memory for code and heap, threads to compile. */
    private static final int OF_THE_JVM = 40;

    /** Less than one buffer of an engine; some threads of the JDK keep small ones. */
    private static final long LITTLE_BYTES = 64 << 10;

    private final Engine engine;

    ManyCopiesTest(Engine engine) {
        this.engine = engine;
    }

    @Test
    void leaveNothing() throws Exception {
        engine.require(Requirement.LOOP);
        // To dd each is some child processes.
        int copies = engine.isJava() ? 1000 : 40;
        try (Scratch scratch = Scratch.create();
                LoopDevice broken = broken(scratch.file("broken"));
                Copier copier = engine.copier()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            Path folder = Files.createDirectory(scratch.file("folder"));
            Work work = new Work(engine, copier, source, broken.path(), folder);
            work.copy(20);
            Leaks leaks = Copies.leaks();
            long direct = directBytes();
            long mappings = mappings();
            int threads = Processes.kernelThreads();

            work.copy(copies);

            leaks.assertNone();
            assertThat(Processes.kernelThreads()).isLessThanOrEqualTo(threads + OF_THE_JVM);
            assertThat(mappings()).isLessThanOrEqualTo(mappings + OF_THE_JVM);
            assertThat(directBytes()).isLessThanOrEqualTo(direct + LITTLE_BYTES);
            assertThat(Copies.names(folder)).hasSize(AT_ONCE);
            for (String name : Copies.names(folder)) {
                ByteCompare.assertSame(source, folder.resolve(name));
            }
        }
    }

    /** Copies over and over, to some targets at once. */
    private record Work(Engine engine, Copier copier, Path source, Path broken, Path folder) {
        void copy(int copies) throws Exception {
            List<FutureTask<Void>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                Path target = folder.resolve("target" + i);
                all.add(new FutureTask<>(() -> copyTo(target, copies / AT_ONCE)));
                new Thread(all.get(i), "testbed-copies-" + i).start();
            }
            for (FutureTask<Void> one : all) {
                one.get();
            }
        }

        private Void copyTo(Path target, int copies) throws IOException {
            for (int i = 1; i <= copies; i++) {
                if (i % 10 == 5) {
                    CopyRequest bad = request(broken, target);
                    CopyException e = Assertions.catchThrowableOfType(CopyException.class, () -> copier.copy(bad));
                    assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
                } else {
                    assertThat(copier.copy(request(source, target)).totalBytes())
                            .isEqualTo(LENGTH);
                }
            }
            return null;
        }

        private CopyRequest request(Path from, Path target) {
            return engine.from(from, target)
                    .mode(Files.exists(target) ? TargetMode.REPLACE : TargetMode.CREATE_NEW)
                    .durability(Durability.NONE)
                    .build();
        }
    }

    /** A device that ends before its end. */
    private static LoopDevice broken(Path backing) throws IOException {
        DiskImages.random(backing, 303_104, 2);
        LoopDevice device = LoopDevice.attach(backing, 512);
        try (FileChannel shorten = FileChannel.open(backing, StandardOpenOption.WRITE)) {
            shorten.truncate(200_000);
        }
        return device;
    }

    /** The memory outside the heap that buffers hold. */
    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.count();
        }
    }
}
