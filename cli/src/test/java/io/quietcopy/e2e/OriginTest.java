package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.SystemCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why there is this library: what a copy does to the page cache of the machine it runs on. */
@Timeout(120)
class OriginTest {
    private static final Logger LOG = LoggerFactory.getLogger(OriginTest.class);
    private static final long BIG_BYTES = 200 * Copies.MIB;

    /** What the process itself needs: classes, the log. */
    private static final long LITTLE_BYTES = Copies.MIB;

    /**
     * What others read, write and delete shows in the machine's numbers too, and the group is charged for classes and programs
     * that the kernel had taken out of the cache. So each copy gets more than one chance.
     */
    private static final int ATTEMPTS = 3;

    /** What a copy has left in the cache, in bytes: of both sides, charged to its control group, in the whole machine. */
    private record Left(long source, long target, long group, long machine) {
        long least() {
            return Math.min(Math.min(source, target), Math.min(group / 2, machine));
        }

        /** Returns whether neither the group nor the machine has more in the cache than what the process needs. */
        boolean isLittle() {
            return group < LITTLE_BYTES && machine < BIG_BYTES / 10;
        }
    }

    /** Something that copies, as a process in the group. */
    @FunctionalInterface
    private interface Way {
        void copy(MemoryCgroup group) throws IOException, InterruptedException;
    }

    private static Left measure(Path source, Path target, Way way) throws IOException, InterruptedException {
        Copies.evict(source); // a page is charged to whoever brings it into the cache
        try (MemoryCgroup group = MemoryCgroup.create()) {
            long machine = SystemCache.cachedBytes();
            way.copy(group);
            return new Left(
                    Residency.of(source).bytes(),
                    Residency.of(target).bytes(),
                    group.fileBytes(),
                    SystemCache.cachedBytes() - machine);
        }
    }

    /**
     * The origin of this library. The plain dd is the command that CloudStack ran; both copies are measured in the same
     * way, so the small numbers of the one are worth as much as the large ones of the other.
     */
    @Test
    void plainDdFillsTheCacheAndThisCopyDoesNot() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.GNU_DD, Requirement.CGROUP_MEMORY);
        String dd = Executables.gnuDd().orElseThrow().toString();
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4)
                .sizeBytes(3 * BIG_BYTES)
                .mount()) {
            Path source = DiskImages.random(place.file("source"), BIG_BYTES, 1);
            Path target = place.file("target");

            // Others may drop pages meanwhile.
            Left plain = plain(dd, source, target);
            for (int i = 1; i < ATTEMPTS && plain.least() < BIG_BYTES * 9 / 10; i++) {
                plain = plain(dd, source, target);
            }
            assertThat(plain.source()).isGreaterThan(BIG_BYTES / 2);
            assertThat(plain.target()).isGreaterThan(BIG_BYTES / 2);
            assertThat(plain.group()).isGreaterThan(BIG_BYTES);
            assertThat(plain.machine()).isGreaterThan(BIG_BYTES);

            for (Engine engine : Engine.each()) {
                copyQuietly(engine, source, target);
            }
        }
    }

    private static void copyQuietly(Engine engine, Path source, Path target) throws Exception {
        Left quiet = quiet(engine, source, target);
        for (int i = 1; i < ATTEMPTS && !quiet.isLittle(); i++) {
            quiet = quiet(engine, source, target);
        }
        assertThat(quiet.source()).isLessThanOrEqualTo(Copies.TAIL_PAGES * Residency.pageBytes());
        assertThat(quiet.target()).isLessThanOrEqualTo(Copies.TAIL_PAGES * Residency.pageBytes());
        assertThat(quiet.group()).isLessThan(LITTLE_BYTES);
        assertThat(quiet.machine()).isLessThan(BIG_BYTES / 10);
        ByteCompare.assertSame(source, target);
    }

    private static Left plain(String dd, Path source, Path target) throws IOException, InterruptedException {
        Files.deleteIfExists(target);
        Left left = measure(source, target, group -> {
            List<String> command = group.command(dd, "if=" + source, "of=" + target, "bs=1M");
            Copies.run(command.toArray(new String[0]));
        });
        LOG.info("plain dd left {}", left);
        return left;
    }

    private static Left quiet(Engine engine, Path source, Path target) throws IOException, InterruptedException {
        Files.delete(target);
        CopyRequest request = engine.from(source, target).build();
        Left left = measure(source, target, group -> {
            group.add(ProcessHandle.current().pid()); // and so the engine's children
            CopyReport report = engine.copy(request);
            LOG.info("copied in {}", report.elapsed());
        });
        LOG.info("quietcopy with {} left {}", engine, left);
        return left;
    }
}
