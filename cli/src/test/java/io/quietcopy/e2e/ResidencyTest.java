package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SystemCache;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a copy leaves in the page cache. */
@EachEngine
@Timeout(120)
class ResidencyTest {
    private static final Logger LOG = LoggerFactory.getLogger(ResidencyTest.class);
    private static final long BIG_BYTES = 300 * Copies.MIB;

    /** What others read, write and delete shows in the machine's numbers too, so each copy gets more than one chance. */
    private static final int ATTEMPTS = 3;

    private final String engine;

    ResidencyTest(String engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        Copies.require(engine);
    }

    /** What a copy has left in the cache, in bytes: of both sides, charged to its control group, in the whole machine. */
    private record Left(long source, long target, long group, long machine) {}

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

            Left plain = plain(dd, source, target);
            for (int i = 1; i < ATTEMPTS && plain.machine() < BIG_BYTES; i++) {
                plain = plain(dd, source, target);
            }
            assertThat(plain.source()).isEqualTo(BIG_BYTES);
            assertThat(plain.target()).isEqualTo(BIG_BYTES);
            assertThat(plain.group()).isGreaterThanOrEqualTo(2 * BIG_BYTES);
            assertThat(plain.machine()).isGreaterThan(BIG_BYTES);

            Left quiet = quiet(source, target);
            for (int i = 1; i < ATTEMPTS && quiet.machine() > BIG_BYTES / 10; i++) {
                quiet = quiet(source, target);
            }
            assertThat(quiet.source()).isLessThanOrEqualTo(Copies.TAIL_PAGES * Residency.pageBytes());
            assertThat(quiet.target()).isLessThanOrEqualTo(Copies.TAIL_PAGES * Residency.pageBytes());
            assertThat(quiet.group()).isLessThan(BIG_BYTES / 10);
            assertThat(quiet.machine()).isLessThan(BIG_BYTES / 10);
            ByteCompare.assertSame(source, target);
        }
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

    private Left quiet(Path source, Path target) throws IOException, InterruptedException {
        Files.delete(target);
        CopyRequest request = CopyRequest.from(source, target).engines(engine).build();
        Left left = measure(source, target, group -> {
            group.add(ProcessHandle.current().pid()); // and so the engine's children
            CopyReport report = Copies.copy(request);
            LOG.info("copied in {}", report.elapsed());
        });
        LOG.info("quietcopy with {} left {}", engine, left);
        return left;
    }

    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void fileToFileLeavesATailAtMost(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place =
                MountedFileSystem.of(kind).sizeBytes(512 * Copies.MIB).mount()) {
            List<Long> tails = List.of(0L, 512L, 4096L + 777, 4095L);
            for (long tail : tails) {
                Path source = DiskImages.random(place.file("source" + tail), 24 * Copies.MIB + tail, tail);
                Path target = place.file("target" + tail);
                Copies.evict(source);

                Copies.copy(CopyRequest.from(source, target).engines(engine).build());

                Copies.assertNoResidue(source);
                Copies.assertNoResidue(target);
                Copies.evict(target);
                ByteCompare.assertSame(source, target);
            }
        }
    }

    @ParameterizedTest(name = "sectors of {0}, length 24 MiB + {1}")
    @CsvSource({"512,0", "512,512", "4096,0", "4096,512", "4096,1000"})
    void deviceAndItsBackingFileKeepATailAtMost(int sectorBytes, long tail) throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            long length = 24 * Copies.MIB + tail;
            Path source = DiskImages.random(scratch.file("source"), length, 1);
            Path backing = DiskImages.random(scratch.file("backing"), 25 * Copies.MIB, 2);
            Path target = scratch.file("target");
            Copies.evict(source);
            Copies.evict(backing);
            try (LoopDevice device = LoopDevice.attach(backing, sectorBytes);
                    Closeable hold = Residency.holdOpen(device.path())) {
                assertThat(hold).isNotNull();

                Copies.copy(CopyRequest.from(source, device.path())
                        .mode(TargetMode.IN_PLACE)
                        .engines(engine)
                        .build());

                Copies.assertNoResidue(source);
                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);

                Copies.copy(
                        CopyRequest.from(device.path(), target).engines(engine).build());

                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);
                Copies.assertNoResidue(target);
                ByteCompare.assertSame(source, 0, target, 0, length);
            }
        }
    }

    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void whatANeighbourHadCachedOfTheSourceStaysCached(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place =
                MountedFileSystem.of(kind).sizeBytes(320 * Copies.MIB).mount()) {
            Path source = DiskImages.random(place.file("source"), 48 * Copies.MIB + 512, 1);
            Path target = place.file("target");
            Copies.evict(source);
            Residency.warm(source);
            long before = Residency.of(source).pages();

            CopyReport report =
                    Copies.copy(CopyRequest.from(source, target).engines(engine).build());

            assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(before).isEqualTo(48 * Copies.MIB / Residency.pageBytes() + 1);
            assertThat(Residency.of(source).pages()).isGreaterThanOrEqualTo(before * 99 / 100);
            Copies.assertNoResidue(target);
        }
    }
}
