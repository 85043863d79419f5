package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.PageReclaim;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real file systems and devices: the bytes arrive, and the page cache does not see them. */
class NioPlacesTest {
    private static final long MIB = 1 << 20;

    /**
     * btrfs writes files with checksums through the cache, and drops the pages when they have been written. In about one copy of
     * fifty some are left, whatever the block size and the number of threads: at most those that one batch of the kernel's page
     * lists on each processor still holds. Java cannot evict them.
     */
    private static long mostPages(FileSystemKind kind) {
        return kind == FileSystemKind.BTRFS ? 31L * Runtime.getRuntime().availableProcessors() : 1;
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "EXT4_1K", "XFS", "BTRFS"})
    void leavesNothingOfAWholeFileInTheCache(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place = MountedFileSystem.of(kind).mount()) {
            Path source = DiskImages.random(place.file("source"), 9 * MIB + 777, 1);
            Path target = place.file("target");
            TestCopy copy = TestCopy.staged(source, target).whole(Content.UNKNOWN);
            Residency.evict(source);

            copy.run(new TestControl());

            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(mostPages(kind));
            assertThat(copy.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
            ByteCompare.assertSame(source, target);
        }
    }

    /** A VHD in place: its end is a multiple of 512. */
    @ParameterizedTest
    @CsvSource({"EXT4, 512", "XFS, 512", "BTRFS, 512", "EXT4, 777", "XFS, 777", "BTRFS, 777"})
    void leavesAtMostTheLastPageInTheCacheInPlace(FileSystemKind kind, int tail) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place = MountedFileSystem.of(kind).mount()) {
            Path source = DiskImages.random(place.file("source"), 5 * MIB + tail, 1);
            Path target = DiskImages.random(place.file("target"), 5 * MIB + tail, 2);
            Residency.evict(source);
            Residency.evict(target);
            TestCopy copy = TestCopy.of(source, target)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .whole(Content.DATA);

            copy.run(new TestControl());

            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(mostPages(kind));
            assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
            ByteCompare.assertSame(source, target);
        }
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "512, 4096", "4096, 512", "4096, 4096"})
    void leavesNothingOfADeviceInTheCache(int sourceSector, int targetSector) throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            long length = 6 * MIB + 4096;
            Path sourceFile = DiskImages.random(scratch.file("source"), length, 1);
            Path targetFile = DiskImages.random(scratch.file("target"), length, 2);
            try (LoopDevice source = LoopDevice.attach(sourceFile, sourceSector);
                    LoopDevice target = LoopDevice.attach(targetFile, targetSector);
                    Closeable sourceHeld = Residency.holdOpen(source.path());
                    Closeable targetHeld = Residency.holdOpen(target.path())) {
                assertThat(sourceHeld).isNotNull();
                assertThat(targetHeld).isNotNull();
                TestCopy copy = TestCopy.of(source.path(), target.path())
                        .cache(CachePolicy.REQUIRE_DIRECT)
                        .whole(Content.DATA);

                copy.run(new TestControl());

                assertThat(Residency.of(source.path()).pages()).isLessThanOrEqualTo(1);
                assertThat(Residency.of(target.path()).pages()).isLessThanOrEqualTo(1);
                ByteCompare.assertSame(source.path(), target.path());
            }
        }
    }

    /** Its length is a multiple of 512 and not of 4096, which Java's own FileChannel cannot write directly. */
    @Test
    void writesTheOddEndOfADeviceDirectly() throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            long length = 3 * MIB + 3 * 512;
            Path source = DiskImages.random(scratch.file("source"), length, 1);
            Path targetFile = DiskImages.random(scratch.file("target"), length, 2);
            try (LoopDevice target = LoopDevice.attach(targetFile, 512);
                    Closeable held = Residency.holdOpen(target.path())) {
                assertThat(held).isNotNull();
                TestCopy copy = TestCopy.of(source, target.path()).whole(Content.DATA);

                TransferResult result = copy.run(new TestControl());

                assertThat(result.notes()).isEmpty();
                assertThat(Residency.of(target.path()).pages()).isZero();
                ByteCompare.assertSame(source, target.path());
            }
        }
    }

    @Test
    void tellsWhatStaysInTheCache() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path source = DiskImages.random(place.file("source"), 4 * MIB, 1);
            Path target = DiskImages.random(place.file("target"), 4 * MIB, 2);
            Path old = Files.copy(target, place.file("old"));
            Residency.evict(target);
            TestCopy copy = TestCopy.of(source, target)
                    .extent(100, 300, 2 * MIB, Content.DATA)
                    .extent(3 * MIB, 3 * MIB + 1, 10, Content.DATA);

            TransferResult result = copy.run(new TestControl());

            assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
            assertThat(copy.targetMode().reason()).contains("3 pages");
            assertThat(result.notes()).singleElement().asString().contains("pages: 3");
            assertThat(Residency.of(target).pages()).isBetween(1L, 3L);
            assertThat(Residency.of(target).dirtyPages()).isZero();
            ByteCompare.assertSame(source, 100, target, 300, 2 * MIB);
            ByteCompare.assertSame(old, 0, target, 0, 300);
            ByteCompare.assertSame(old, 2 * MIB + 300, target, 2 * MIB + 300, MIB + 1 - 300);
            ByteCompare.assertSame(source, 3 * MIB, target, 3 * MIB + 1, 10);
            ByteCompare.assertSame(old, 3 * MIB + 11, target, 3 * MIB + 11, MIB - 11);

            NotFitException e = catchThrowableOfType(
                    NotFitException.class,
                    () -> copy.cache(CachePolicy.REQUIRE_DIRECT).run(new TestControl()));
            assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
        }
    }

    @Test
    void leavesTheNeighboursPagesOfTheSource() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        PageReclaim.tolerate(() -> {
            try (MountedFileSystem place =
                    MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
                Path source = DiskImages.random(place.file("source"), 8 * MIB, 1);
                Residency.warm(source);
                long before = Residency.of(source).pages();

                TestCopy.staged(source, place.file("target"))
                        .whole(Content.DATA)
                        .run(new TestControl());

                assertThat(Residency.of(source).pages()).isEqualTo(before).isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"TMPFS"})
    void copiesInMemoryAndSaysSo(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place = MountedFileSystem.of(kind).mount()) {
            Path source = DiskImages.random(place.file("source"), 3 * MIB + 5, 1);
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);

            copy.run(new TestControl());

            assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
            assertThat(copy.targetMode().reason()).contains("in memory");
            ByteCompare.assertSame(source, place.file("target"));
        }
    }

    @Test
    void copiesOnAnOverlay() throws Exception {
        Requirement.require(FileSystemKind.OVERLAY);
        try (Scratch lower = Scratch.create();
                MountedFileSystem place = MountedFileSystem.overlay(lower.path())) {
            Path source = DiskImages.random(place.file("source"), 3 * MIB + 5, 1);

            TestCopy.staged(source, place.file("target")).whole(Content.DATA).run(new TestControl());

            ByteCompare.assertSame(source, place.file("target"));
        }
    }

    @Test
    void takesTheNextGentlestWayWhereDirectIsRefused() throws Exception {
        Requirement.require(Requirement.MOUNT);
        try (Scratch scratch = Scratch.create();
                Ramfs ramfs = new Ramfs(scratch.file("ramfs"))) {
            Path source = DiskImages.random(scratch.file("source"), MIB + 5, 1);
            Path target = ramfs.path().resolve("target");
            TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);

            copy.run(new TestControl());

            assertThat(copy.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
            assertThat(copy.targetMode().reason()).contains("Invalid argument");
            ByteCompare.assertSame(source, target);

            CopyException e = catchThrowableOfType(
                    CopyException.class,
                    () -> copy.cache(CachePolicy.REQUIRE_DIRECT).run(new TestControl()));
            assertThat(e).isInstanceOf(NotFitException.class);
            assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
            try (var files = Files.list(ramfs.path())) {
                assertThat(files).containsExactly(target);
            }
        }
    }

    /** A file system without direct I/O. */
    private record Ramfs(Path path) implements AutoCloseable {
        Ramfs {
            try {
                Files.createDirectory(path);
                run("mount", "-t", "ramfs", "ramfs", path.toString());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static void run(String... command) throws java.io.IOException {
            try {
                Process process = new ProcessBuilder(command).inheritIO().start();
                assertThat(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0)
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws java.io.IOException {
            run("umount", path.toString());
        }
    }
}
