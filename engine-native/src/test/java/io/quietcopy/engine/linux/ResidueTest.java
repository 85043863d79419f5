package io.quietcopy.engine.linux;

import static io.quietcopy.SideMode.Access.BUFFERED_EVICTED;
import static io.quietcopy.SideMode.Access.DIRECT;
import static io.quietcopy.SideMode.Access.DONTCACHE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.PageReclaim;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transfer leaves in the page cache, on every rung of the ladder. */
class ResidueTest {
    private static final long LENGTH = (24L << 20) + 1234;

    static Stream<Arguments> rungs() {
        return Stream.of(
                Arguments.of(FileSystemKind.EXT4, DIRECT),
                Arguments.of(FileSystemKind.EXT4_1K, DIRECT),
                Arguments.of(FileSystemKind.XFS, DIRECT),
                Arguments.of(FileSystemKind.BTRFS, DIRECT),
                Arguments.of(FileSystemKind.OVERLAY, DIRECT),
                Arguments.of(FileSystemKind.EXT4, DONTCACHE),
                Arguments.of(FileSystemKind.XFS, DONTCACHE),
                Arguments.of(FileSystemKind.EXT4, BUFFERED_EVICTED),
                Arguments.of(FileSystemKind.EXT4_1K, BUFFERED_EVICTED),
                Arguments.of(FileSystemKind.XFS, BUFFERED_EVICTED),
                Arguments.of(FileSystemKind.BTRFS, BUFFERED_EVICTED),
                Arguments.of(FileSystemKind.OVERLAY, BUFFERED_EVICTED));
    }

    private static Linux calls(SideMode.Access rung) throws Exception {
        RefusingLinux linux = new RefusingLinux();
        if (rung != DIRECT) {
            linux.withoutDirect();
        }
        return rung == BUFFERED_EVICTED ? linux.withoutUncached() : linux;
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void nothingOfANewFileStays(FileSystemKind kind, SideMode.Access rung) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L << 20)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            Path target = place.file("target");
            TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA).by(calls(rung));
            assertThat(Residency.evict(source)).isZero();
            Residency.evict(target);

            copy.run(new TestControl());

            assertModes(copy, rung);
            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
            truncate(target);
            ByteCompare.assertSame(source, target);
        }
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void nothingOfOddRangesInPlaceStays(FileSystemKind kind, SideMode.Access rung) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L << 20)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            Path target = DiskImages.random(place.file("target"), LENGTH, 2);
            TestCopy copy = TestCopy.of(source, target)
                    .extent(5, 1000, 3, Content.DATA)
                    .extent(700, 4096 + 100, 9 << 20, Content.DATA)
                    .extent(20 << 20, 18 << 20, 512, Content.DATA)
                    .extent(LENGTH - 1001, LENGTH - 1001, 1001, Content.DATA)
                    .by(calls(rung));
            assertThat(Residency.evict(source)).isZero();
            assertThat(Residency.evict(target)).isZero();

            copy.run(new TestControl());

            assertModes(copy, rung);
            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(source, 700, target, 4096 + 100, 9 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void whatNeighboursHaveCachedOfTheSourceStays(FileSystemKind kind, SideMode.Access rung) throws Exception {
        Requirement.require(kind);
        PageReclaim.tolerate(() -> {
            try (Place place = Place.on(kind, 400L << 20)) {
                Path source = DiskImages.random(place.file("source"), LENGTH, 1);
                Path target = place.file("target");
                TestCopy copy =
                        TestCopy.staged(source, target).whole(Content.DATA).by(calls(rung));
                assertThat(Residency.evict(source)).isZero();
                warm(source, 3 << 20, 5 << 20);
                warm(source, (11 << 20) + 4096, 8192);
                long before = Residency.of(source).pages();

                copy.run(new TestControl());

                assertThat(Residency.of(source).pages()).isBetween(before, before + 1);
                assertThat(Residency.of(source, 3 << 20, 5 << 20).bytes()).isEqualTo(5 << 20);

                Residency.warm(source);
                TestCopy.staged(source, place.file("again"))
                        .whole(Content.DATA)
                        .by(calls(rung))
                        .run(new TestControl());
                assertThat(Residency.of(source).bytes()).isGreaterThanOrEqualTo(LENGTH);
            }
        });
    }

    @Test
    void nothingOfAnUnchecksummedBtrfsFileStays() throws Exception {
        Requirement.require(FileSystemKind.BTRFS);
        try (Place place = Place.on(FileSystemKind.BTRFS, 400L << 20)) {
            Path source = DiskImages.random(place.file("source"), LENGTH, 1);
            Path target = Files.createFile(place.file("target"));
            assertThat(new ProcessBuilder("chattr", "+C", target.toString())
                            .start()
                            .waitFor())
                    .isZero();
            TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);
            Residency.evict(source);
            copy.run(new TestControl());
            assertModes(copy, DIRECT);
            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
        }
    }

    /** btrfs takes direct reads of compressed extents, and does them through the cache. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOfACompressedBtrfsFileStays(boolean fromTheStart) throws Exception {
        Requirement.require(FileSystemKind.BTRFS);
        try (Place place = Place.on(FileSystemKind.BTRFS, 400L << 20)) {
            Path source = Files.createFile(place.file("source"));
            write(source, fromTheStart, 12);
            write(source, !fromTheStart, 12);
            assertThat(Residency.evict(source)).isZero();
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);

            copy.run(new TestControl());

            assertThat(copy.sourceMode().access()).isEqualTo(BUFFERED_EVICTED);
            assertThat(copy.sourceMode().reason()).contains("btrfs reads compressed and inline data through the cache");
            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(source, place.file("target"));

            assertThat(Residency.evict(source)).isZero();
            TestCopy strict = TestCopy.staged(source, place.file("strict"))
                    .whole(Content.DATA)
                    .cache(CachePolicy.REQUIRE_DIRECT);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> strict.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED));
        }
    }

    private static void write(Path file, boolean compressed, int mebibytes) throws Exception {
        assertThat(new ProcessBuilder("chattr", compressed ? "+c" : "-c", file.toString())
                        .start()
                        .waitFor())
                .isZero();
        byte[] text = "compressible, but no hole; ".getBytes(StandardCharsets.US_ASCII);
        byte[] block = SeededBytes.of(3, 0, 1 << 20);
        for (int at = 0; compressed && at < block.length; at++) {
            block[at] = text[at % text.length];
        }
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.seek(made.length());
            for (int i = 0; i < mebibytes; i++) {
                made.write(block);
            }
            made.getFD().sync();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SideMode.Access.class,
            names = {"DIRECT", "BUFFERED_EVICTED"})
    void nothingOfDevicesStays(SideMode.Access rung) throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            Path from = DiskImages.random(scratch.file("from"), 24 << 20, 1);
            Path to = DiskImages.random(scratch.file("to"), (24 << 20) + 512, 2);
            try (LoopDevice source = LoopDevice.attach(from, 4096);
                    LoopDevice target = LoopDevice.attach(to, 512);
                    Closeable heldSource = Residency.holdOpen(source.path());
                    Closeable heldTarget = Residency.holdOpen(target.path())) {
                assertThat(heldSource).isNotSameAs(heldTarget);
                for (Path path : List.of(source.path(), target.path(), from, to)) {
                    assertThat(Residency.evict(path)).isZero();
                }
                TestCopy copy = TestCopy.of(source.path(), target.path())
                        .extent(0, 512, 24 << 20, Content.DATA)
                        .by(calls(rung));

                copy.run(new TestControl());

                assertModes(copy, rung);
                for (Path path : List.of(source.path(), target.path(), from, to)) {
                    assertThat(Residency.of(path).pages()).as(path.toString()).isLessThanOrEqualTo(1);
                }
                ByteCompare.assertSame(from, 0, to, 512, 24 << 20);
            }
        }
    }

    /** While it goes through the cache, never much of it is there. */
    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "XFS", "BTRFS"})
    void dirtyPagesStayFewWithoutDirectIo(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        long length = 200L << 20;
        try (Place place = Place.on(kind, 600L << 20)) {
            Path source = DiskImages.random(place.file("source"), length, 1);
            Path target = place.file("target");
            for (SideMode.Access rung : List.of(DONTCACHE, BUFFERED_EVICTED)) {
                Files.deleteIfExists(target);
                TestCopy copy =
                        TestCopy.staged(source, target).whole(Content.DATA).by(calls(rung));
                long[] most = new long[1];
                TestControl control = new TestControl();
                control.onCompletion(completion -> {
                    if (completion.targetOffset() % (4 << 20) == 0) {
                        try {
                            most[0] = Math.max(most[0], Residency.of(target).bytes());
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                });
                copy.run(control);
                assertThat(most[0]).as(kind + " " + rung).isBetween(1L, 32L << 20);
            }
        }
    }

    private static void assertModes(TestCopy copy, SideMode.Access rung) {
        assertThat(copy.sourceMode().access()).as(copy.sourceMode().toString()).isEqualTo(rung);
        assertThat(copy.targetMode().access()).as(copy.targetMode().toString()).isEqualTo(rung);
    }

    private static void warm(Path file, long offset, int length) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(ByteBuffer.allocateDirect(length), offset);
        }
        // What was read ahead may still be on its way.
        Residency now = Residency.of(file);
        while (now.cachestatPages() > now.mincorePages()) {
            Thread.sleep(1);
            now = Residency.of(file);
        }
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(LENGTH);
        }
    }
}
