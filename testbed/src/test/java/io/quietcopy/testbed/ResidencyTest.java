package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResidencyTest {

    private static final Path NOWHERE = Path.of("/dev/null");

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "EXT4_1K", "XFS", "BTRFS"})
    void seesABufferedReadAndNotADirectOne(FileSystemKind kind) throws Exception {
        Requirement.require(kind, Requirement.GNU_DD, Requirement.CACHESTAT);
        PageReclaim.tolerate(() -> {
            try (MountedFileSystem fileSystem = MountedFileSystem.of(kind).mount()) {
                Path file = DiskImages.random(fileSystem.file("file"), 8 * Blocks.MIB, 1);
                assertThat(Residency.of(file).dirtyPages()).isPositive();
                assertThat(Residency.evict(file)).isZero();

                Blocks.dd(file, NOWHERE, 8, "iflag=direct");
                if (kind == FileSystemKind.BTRFS) {
                    // btrfs takes the page cache for the first read into memory that was never touched, such as
                    // dd's buffer
                    assertThat(Residency.of(file).bytes()).isLessThanOrEqualTo(2L * Blocks.MIB);
                } else {
                    assertThat(Residency.of(file).pages()).isZero();
                }

                Blocks.dd(file, NOWHERE, 8);
                Residency cached = Residency.of(file);
                assertThat(cached.bytes()).isEqualTo(8L * Blocks.MIB);
                assertThat(cached.mincorePages()).isEqualTo(cached.cachestatPages());
                assertThat(cached.dirtyPages()).isZero();

                Path direct = fileSystem.file("direct");
                Blocks.dd(file, direct, 8, "oflag=direct");
                assertThat(Residency.of(direct).pages()).isZero();
            }
        });
    }

    @Test
    void countsThePagesOfARangeAndTheTailPageWhole() throws Exception {
        Requirement.require(Requirement.CACHESTAT);
        PageReclaim.tolerate(() -> {
            int page = Residency.pageBytes();
            try (Scratch scratch = Scratch.create()) {
                Path file = DiskImages.random(scratch.file("file"), 10L * page + 1, 1);

                assertThat(Residency.of(file).pages()).isEqualTo(11);
                assertThat(Residency.of(file, page, 2L * page).pages()).isEqualTo(2);
                assertThat(Residency.of(file, page - 1, 2).pages()).isEqualTo(2);
                assertThat(Residency.of(file, 10L * page, 100L * page).pages()).isEqualTo(1);
                assertThat(Residency.of(file, 20L * page, page).pages()).isZero();
                assertThat(Residency.of(Files.createFile(scratch.file("empty"))).pages())
                        .isZero();
            }
        });
    }

    @Test
    void seesThePagesOfADeviceAndOfItsBackingFileApart() throws Exception {
        Requirement.require(Requirement.LOOP, Requirement.GNU_DD);
        PageReclaim.tolerate(() -> {
            try (Scratch scratch = Scratch.create()) {
                Path backing = DiskImages.random(scratch.file("backing"), 4 * Blocks.MIB, 1);
                try (LoopDevice direct = LoopDevice.attach(backing, 512);
                        LoopDevice buffered =
                                LoopDevice.over(backing).directIo(false).attach()) {
                    Residency.evict(backing);
                    Blocks.dd(direct.path(), NOWHERE, 4, "iflag=direct");
                    assertThat(Residency.of(direct.path()).pages()).isZero();
                    assertThat(Residency.of(backing).pages()).isZero();

                    Blocks.dd(buffered.path(), NOWHERE, 4, "iflag=direct");
                    assertThat(Residency.of(buffered.path()).pages()).isZero();
                    assertThat(Residency.of(backing).bytes()).isEqualTo(4L * Blocks.MIB);

                    Residency.warm(direct.path());
                    assertThat(Residency.of(direct.path()).bytes())
                            .as("gone with the last user")
                            .isZero();
                    try (Closeable held = Residency.holdOpen(direct.path())) {
                        assertThat(held).isNotNull();
                        Residency.warm(direct.path());
                        assertThat(Residency.of(direct.path()).bytes()).isEqualTo(4L * Blocks.MIB);
                        assertThat(Residency.evict(direct.path())).isZero();
                    }
                }
            }
        });
    }

    @Test
    void onAnOverlayOnlyMincoreSeesThePages() throws Exception {
        Requirement.require(FileSystemKind.OVERLAY, Requirement.CACHESTAT);
        PageReclaim.tolerate(() -> {
            try (Scratch scratch = Scratch.create()) {
                DiskImages.random(scratch.file("file"), Blocks.MIB, 1);
                Residency.evict(scratch.file("file"));
                try (MountedFileSystem overlay = MountedFileSystem.overlay(scratch.path())) {
                    Residency.warm(overlay.file("file"));
                    Residency cached = Residency.of(overlay.file("file"));
                    assertThat(cached.cachestatPages()).isZero();
                    assertThat(cached.mincorePages()).isEqualTo(Blocks.MIB / Residency.pageBytes());
                    assertThat(cached.bytes()).isEqualTo(Blocks.MIB);
                }
            }
        });
    }

    @Test
    void measuresAVeryLongFileAtOnce() throws IOException {
        Requirement.require(Requirement.CACHESTAT);
        try (Scratch scratch = Scratch.create()) {
            Path file = DiskImages.sparse(
                    scratch.file("file"), 1L << 40, 1, DiskImages.seededRanges(1L << 40, 10, 1 << 16, 1));
            assertThat(Residency.of(file).pages()).isBetween(10L, 160L);
            assertThat(Residency.of(file).mincorePages()).isEqualTo(-1);
            assertThat(Residency.evict(file)).isZero();
        }
    }

    @Test
    void theSystemsCacheGrowsWithWhatIsRead() throws Exception {
        PageReclaim.tolerate(() -> {
            try (Scratch scratch = Scratch.create()) {
                Path file = DiskImages.random(scratch.file("file"), 64 * Blocks.MIB, 1);
                Residency.evict(file);
                long before = SystemCache.cachedBytes();
                Residency.warm(file);
                // everybody else on the machine moves it too
                assertThat(SystemCache.cachedBytes() - before).isGreaterThan(32L * Blocks.MIB);
                assertThat(SystemCache.dirtyBytes()).isNotNegative();
            }
        });
    }
}
