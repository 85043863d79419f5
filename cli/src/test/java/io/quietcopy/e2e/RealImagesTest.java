package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.e2e.Images.Image;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of real images arrive whole, on every kind of place and in every way, and what uses such images says so too. */
@EachEngineAndNoServices
@Timeout(120)
class RealImagesTest {
    private static final long PLACE_BYTES = 320 * Copies.MIB;

    private static Images images;

    private final Engine engine;

    RealImagesTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void makeImages() throws IOException {
        engine.require(Requirement.MKFS_EXT4, Requirement.QEMU_IMG, Requirement.ISO_IMAGE);
        if (images == null) {
            images = Images.make();
        }
    }

    @AfterAll
    static void removeImages() throws IOException {
        if (images != null) {
            images.close();
            images = null;
        }
    }

    static Stream<Arguments> placesAndModes() {
        List<FileSystemKind> kinds =
                List.of(FileSystemKind.EXT4, FileSystemKind.XFS, FileSystemKind.BTRFS, FileSystemKind.TMPFS);
        List<TargetMode> modes = List.of(TargetMode.values());
        return IntStream.range(0, kinds.size())
                .boxed()
                .flatMap(kind -> IntStream.range(0, modes.size())
                        .mapToObj(mode -> Arguments.of(kinds.get(kind), modes.get(mode), kind + mode)));
    }

    /** Not every image everywhere, but each on each kind of file system, and in each mode. */
    @ParameterizedTest(name = "on {0}, {1}")
    @MethodSource("placesAndModes")
    void everyImageArrivesWhole(FileSystemKind kind, TargetMode mode, int turn) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place =
                MountedFileSystem.of(kind).sizeBytes(PLACE_BYTES).mount()) {
            for (Image image : images.some(turn, engine.hasHostServices() ? 2 : 1)) {
                Path target = place.file("copy of " + image.name());
                if (mode != TargetMode.CREATE_NEW) {
                    // Shorter than most images and longer than one, so that lengths have to become right.
                    DiskImages.random(target, 8 * Copies.MIB + 12345, 7);
                }
                if (mode == TargetMode.IN_PLACE && image.bytes() < Files.size(target)) {
                    Files.delete(target);
                    DiskImages.random(target, image.bytes() / 3, 7);
                }
                if (mode != TargetMode.CREATE_NEW) {
                    Copies.evict(target); // what is found later has been left by the copy
                }
                copyWhole(image, target, mode);
                Copies.assertNoResidue(target);
                Copies.evict(target);
                ByteCompare.assertSame(image.path(), target);
                images.check(image, target);
                assertThat(Copies.names(place.path()))
                        .containsExactly(target.getFileName().toString());
                Files.delete(target);
            }
        }
    }

    private void copyWhole(Image image, Path target, TargetMode mode) throws IOException {
        Copies.evict(image.path());
        CopyReport report =
                engine.copy(engine.from(image.path(), target).mode(mode).build());
        Copies.assertNoResidue(image.path());
        assertThat(Files.size(target)).as("length of %s", target).isEqualTo(image.bytes());
        assertThat(report.totalBytes()).isEqualTo(image.bytes());
        assertThat(report.copiedBytes() + report.skippedBytes() + report.zeroedBytes())
                .isEqualTo(image.bytes());
        assertThat(report.durable()).isTrue();
        assertThat(report.sourceMode().access()).isEqualTo(Copies.gentlest(image.path()));
        assertThat(report.targetMode().access()).isEqualTo(Copies.gentlest(target));
    }

    @ParameterizedTest(name = "from {0} to {1}-byte sectors")
    @CsvSource({"512,4096", "4096,512"})
    void imagesTravelOverBlockDevices(int firstSector, int secondSector) throws Exception {
        Requirement.require(Requirement.LOOP);
        for (Image image : images.ofOddLengths(firstSector == 512 ? 3 : 1)) {
            try (Scratch scratch = Scratch.create();
                    Device first = new Device(scratch.file("first"), image.bytes(), firstSector);
                    Device second = new Device(scratch.file("second"), image.bytes(), secondSector)) {
                Path copy = scratch.file("copy");
                CopyRanges whole = CopyRanges.of(List.of(CopyRange.of(0, 0, image.bytes())));

                copyTo(first, image.path(), whole);
                first.assertHolds(image);
                copyTo(second, first.node(), whole);
                second.assertHolds(image);
                copyOut(second, copy, whole);

                assertThat(Files.size(copy)).isEqualTo(image.bytes());
                Copies.assertNoResidue(copy);
                Copies.evict(copy);
                ByteCompare.assertSame(image.path(), copy);
                images.check(image, copy);
                assertThat(Copies.names(scratch.path())).containsExactly("copy", "first", "second");
            }
        }
    }

    private void copyTo(Device target, Path source, CopyRanges ranges) throws IOException {
        CopyReport report = engine.copy(engine.from(source, target.node())
                .mode(TargetMode.IN_PLACE)
                .ranges(ranges)
                .build());
        assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
        target.assertNoResidue();
    }

    private void copyOut(Device source, Path target, CopyRanges ranges) throws IOException {
        CopyReport report =
                engine.copy(engine.from(source.node(), target).ranges(ranges).build());
        assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
        source.assertNoResidue();
    }

    /** A loop device with old data, longer than an image, held open so that the kernel keeps what a copy leaves in the cache. */
    private static final class Device implements AutoCloseable {
        private static final long BEHIND_BYTES = Copies.MIB;

        private final Path backing;
        private final LoopDevice loop;
        private final Closeable hold;

        Device(Path backing, long imageBytes, int sectorBytes) throws IOException {
            long length = (imageBytes + 4095) / 4096 * 4096 + BEHIND_BYTES;
            this.backing = DiskImages.random(backing, length, 99);
            Copies.evict(backing);
            loop = LoopDevice.attach(backing, sectorBytes);
            try {
                hold = Residency.holdOpen(loop.path());
            } catch (IOException e) {
                try (loop) {
                    throw e;
                }
            }
        }

        Path node() {
            return loop.path();
        }

        void assertNoResidue() throws IOException {
            Copies.assertNoResidue(loop.path());
            Copies.assertNoResidue(backing);
        }

        /** Looks at the storage, since the copy ended by a flush. */
        void assertHolds(Image image) throws IOException {
            ByteCompare.assertSame(image.path(), 0, backing, 0, image.bytes());
            try (Scratch scratch = Scratch.create()) {
                long length = Files.size(backing);
                Path old = DiskImages.random(scratch.file("old"), length, 99);
                ByteCompare.assertSame(old, image.bytes(), backing, image.bytes(), length - image.bytes());
            }
            Copies.evict(backing);
        }

        @Override
        public void close() throws IOException {
            try (loop) {
                hold.close();
            }
        }
    }
}
