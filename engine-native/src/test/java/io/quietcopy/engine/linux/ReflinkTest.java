package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.OffloadPolicy;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Permit.How;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReflinkTest {
    private static final int LENGTH = (20 << 20) + 1234;

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"XFS", "BTRFS"})
    void blocksAreSharedAndEdgesCopied(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L << 20)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            Path target = place.file("target");
            TestSink sink = new TestSink();
            TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA).offload(OffloadPolicy.REFLINK);
            TestControl control = new TestControl();
            copy.run(control);
            assertSame(source, target);
            assertThat(control.sums().get(How.SHARED)).isEqualTo(20L << 20);
            assertThat(control.sums().get(How.COPIED)).isEqualTo(1234L);

            Files.delete(target);
            TestControl hashing = new TestControl();
            TestCopy.staged(source, target)
                    .whole(Content.DATA)
                    .offload(OffloadPolicy.REFLINK)
                    .digest(sink)
                    .run(hashing);
            assertSame(source, target);
            assertThat(hashing.sums().get(How.SHARED)).isEqualTo(20L << 20);
            assertThat(sink.hex()).isEqualTo(TestSink.of(Files.readAllBytes(source)));
        }
    }

    @Test
    void oddRangesShareWhatTheyCan() throws Exception {
        Requirement.require(FileSystemKind.XFS);
        try (Place place = Place.on(FileSystemKind.XFS)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            Path target = DiskImages.random(place.file("target"), LENGTH, 2);
            TestControl control = new TestControl();
            TestCopy.of(source, target)
                    .extent(100, 4196, 1 << 20, Content.DATA)
                    .extent(2 << 20, (2 << 20) + 1, 1 << 20, Content.DATA)
                    .offload(OffloadPolicy.REFLINK)
                    .run(control);
            ByteCompare.assertSame(source, 100, target, 4196, 1 << 20);
            ByteCompare.assertSame(source, 2 << 20, target, (2 << 20) + 1, 1 << 20);
            assertThat(control.sums().get(How.SHARED)).isEqualTo((1L << 20) - 4096);
        }
    }

    @Test
    void nothingIsSharedUnasked() throws Exception {
        Requirement.require(FileSystemKind.XFS);
        try (Place place = Place.on(FileSystemKind.XFS)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            TestControl control = new TestControl();
            TestCopy.staged(source, place.file("target")).whole(Content.DATA).run(control);
            assertThat(control.sums()).containsOnlyKeys(How.COPIED);
        }
    }

    @Test
    void whatCannotBeSharedIsCopiedAndTold() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Requirement.require(FileSystemKind.EXT4, Requirement.LOOP);
            Path source = DiskImages.random(scratch.file("source"), LENGTH / 4096 * 4096, 1);
            try (Place place = Place.on(FileSystemKind.EXT4);
                    LoopDevice loop = LoopDevice.attach(
                            DiskImages.allocateSparse(scratch.file("image"), LENGTH / 4096 * 4096), 512)) {
                TestCopy elsewhere = TestCopy.staged(source, place.file("target"))
                        .whole(Content.DATA)
                        .offload(OffloadPolicy.REFLINK);
                TransferResult result = elsewhere.run(new TestControl());
                assertThat(result.notes())
                        .anyMatch(note -> note.startsWith("Blocks could not be shared, and were copied: "));
                ByteCompare.assertSame(source, place.file("target"));
                TransferResult device = TestCopy.of(source, loop.path())
                        .whole(Content.DATA)
                        .offload(OffloadPolicy.REFLINK)
                        .run(new TestControl());
                assertThat(device.notes())
                        .contains("Blocks could not be shared, and were copied: only files share blocks.");
                ByteCompare.assertSame(source, loop.path());
            }
        }
    }

    private static void assertSame(Path source, Path target) throws Exception {
        ByteCompare.assertSame(source, 0, target, 0, LENGTH);
    }
}
