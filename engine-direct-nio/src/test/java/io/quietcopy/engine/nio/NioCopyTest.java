package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CachePolicy;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit.How;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class NioCopyTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;
    private Leaks leaks;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        LoggerFactory.getLogger(NioCopyTest.class).debug("opens the log");
        leaks = Leaks.since();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 511, 512, 513, 4095, 4096, 4097, 65537, MIB - 1, MIB, MIB + 1, 3 * MIB + 512, 70 * MIB + 7})
    void copiesAWholeFileOfAnyLength(long length) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), length, length);
        Path target = scratch.file("target");
        TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);
        TestControl control = new TestControl();

        copy.run(control);

        ByteCompare.assertSame(source, target);
        assertThat(Files.size(target)).isEqualTo(length);
        assertThat(control.covered()).isEqualTo(length == 0 ? Map.of() : Map.of(0L, length));
        assertThat(control.openPermits()).isZero();
        assertThat(copy.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
        assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
        assertThat(copy.scratchFiles()).isNotEmpty().noneMatch(Files::exists);
    }

    @Test
    void tellsProgressOnlyForBytesThatAreThere() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 48 * MIB, 1);
        Path target = scratch.file("target");
        TestControl control = new TestControl().granting(16 * MIB).onCompletion(completion -> {
            try {
                ByteCompare.assertSame(
                        source, completion.targetOffset(), target, completion.targetOffset(), completion.bytes());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        TestCopy.staged(source, target).whole(Content.DATA).run(control);

        assertThat(control.total()).isEqualTo(48 * MIB);
        assertThat(control.granted()).allMatch(bytes -> bytes <= MIB);
    }

    @Test
    void findsZeroesWhereNobodyKnowsAndLeavesHoles() throws Exception {
        long length = 40 * MIB + 5;
        List<Allocation.Range> data =
                List.of(new Allocation.Range(3 * MIB, MIB), new Allocation.Range(20 * MIB + 4096, 2 * MIB));
        Path source = DiskImages.sparse(scratch.file("source"), length, 1, data);
        Path target = scratch.file("target");
        TestControl control = new TestControl();

        TestCopy.staged(source, target).whole(Content.UNKNOWN).run(control);

        ByteCompare.assertSame(source, target);
        long allocated = Allocation.allocatedBytes(target);
        assertThat(allocated).isBetween(3 * MIB, 4 * MIB);
        assertThat(control.covered()).isEqualTo(Map.of(0L, length));
        // What is told as copied is what was written: the data and nothing else, but the last page.
        assertThat(control.sums().get(How.COPIED)).isBetween(3 * MIB, 3 * MIB + 8192);
        assertThat(control.sums().get(How.COPIED) + control.sums().get(How.SKIPPED))
                .isEqualTo(length);
        assertThat(Math.abs(control.sums().get(How.COPIED) - allocated)).isLessThan(8192);
    }

    @Test
    void writesRealZeroesOverOldData() throws Exception {
        long length = 9 * MIB + 777;
        Path source =
                DiskImages.sparse(scratch.file("source"), length, 1, List.of(new Allocation.Range(4 * MIB, 2 * MIB)));
        Path target = DiskImages.random(scratch.file("target"), length, 2);
        TestControl control = new TestControl();

        TestCopy.of(source, target)
                .extent(0, 0, 4 * MIB, Content.ZERO)
                .extent(4 * MIB, 4 * MIB, 2 * MIB, Content.DATA)
                .extent(6 * MIB, 6 * MIB, MIB + 100, Content.UNKNOWN)
                .extent(7 * MIB + 100, 7 * MIB + 100, 2 * MIB + 677, Content.ZERO)
                .run(control);

        ByteCompare.assertSame(source, target);
        assertThat(control.sums()).doesNotContainKey(How.SKIPPED);
        // Zeroes that do not fill a block are written, and told, with the data beside them.
        assertThat(control.sums().get(How.ZEROED)).isBetween(6 * MIB + 677 - 8192, 6 * MIB + 677);
        assertThat(control.covered()).isEqualTo(Map.of(0L, length));
    }

    @Test
    void skipsKnownHolesOnAFreshTarget() throws Exception {
        long length = 1L << 40;
        Path source =
                DiskImages.sparse(scratch.file("source"), length, 1, List.of(new Allocation.Range(1L << 39, MIB)));
        Path target = scratch.file("target");
        TestControl control = new TestControl();

        TestCopy.staged(source, target)
                .extent(0, 0, 1L << 39, Content.ZERO)
                .extent(1L << 39, 1L << 39, MIB, Content.DATA)
                .extent((1L << 39) + MIB, (1L << 39) + MIB, (1L << 39) - MIB, Content.ZERO)
                .run(control);

        ByteCompare.assertSame(source, 1L << 39, target, 1L << 39, MIB);
        assertThat(control.sums()).isEqualTo(Map.of(How.COPIED, MIB, How.SKIPPED, length - MIB));
        assertThat(Allocation.allocatedBytes(target)).isBetween(MIB, MIB + 65536);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRITE", "ALLOCATE"})
    void writesZeroesIfAskedTo(String policy) throws Exception {
        long length = 6 * MIB + 4096;
        Path source = DiskImages.sparse(scratch.file("source"), length, 1, List.of(new Allocation.Range(0, MIB)));
        Path target = scratch.file("target");
        TestControl control = new TestControl();

        TestCopy.staged(source, target)
                .zeroes(ZeroPolicy.valueOf(policy))
                .extent(0, 0, 3 * MIB, Content.UNKNOWN)
                .extent(3 * MIB, 3 * MIB, length - 3 * MIB, Content.ZERO)
                .run(control);

        ByteCompare.assertSame(source, target);
        assertThat(Allocation.allocatedBytes(target)).isGreaterThanOrEqualTo(length);
        assertThat(control.sums()).isEqualTo(Map.of(How.COPIED, 3 * MIB, How.ZEROED, length - 3 * MIB));
    }

    @Test
    void aTargetThatIsSaidToBeZeroIsNotWrittenWhereTheSourceIsZero() throws Exception {
        Path source = DiskImages.sparse(scratch.file("source"), 4 * MIB, 1, List.of(new Allocation.Range(0, MIB)));
        Path target = DiskImages.random(scratch.file("target"), 4 * MIB, 2);
        Path old = Files.copy(target, scratch.file("old"));

        TestCopy.of(source, target)
                .before(TargetContent.ZERO)
                .whole(Content.UNKNOWN)
                .run(new TestControl());

        ByteCompare.assertSame(source, 0, target, 0, MIB);
        ByteCompare.assertSame(old, MIB, target, MIB, 3 * MIB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with spaces",
                "'quoted' \"twice\"",
                "new\nline",
                "-dash",
                "if=of=x",
                "ümläut-日本",
                "back\\slash",
                "$HOME `id` %s",
                "  "
            })
    void takesAnyName(String name) throws Exception {
        Requirement.require(Requirement.UTF8_NAMES);
        Path folder = Files.createDirectory(scratch.file("d" + name));
        Path source = DiskImages.random(folder.resolve(name), MIB + 100, 1);
        Path target = folder.resolve(name + "2");

        TestCopy.staged(source, target).whole(Content.DATA).run(new TestControl());

        ByteCompare.assertSame(source, target);
    }

    @Test
    void copiesThroughTheCacheIfAskedTo() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 3 * MIB + 5, 1);
        Path target = DiskImages.random(scratch.file("target"), 3 * MIB + 5, 2);
        TestCopy copy = TestCopy.of(source, target).cache(CachePolicy.BUFFERED).extent(1, 3, 3 * MIB, Content.DATA);

        copy.run(new TestControl());

        ByteCompare.assertSame(source, 1, target, 3, 3 * MIB);
        assertThat(copy.sourceMode().access()).isEqualTo(SideMode.Access.BUFFERED);
        assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
        assertThat(copy.scratchFiles()).isEmpty();
    }

    @Test
    void joinsNeighbouringExtents() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        Path target = scratch.file("target");
        TestControl control = new TestControl();
        TestCopy copy = TestCopy.staged(source, target);
        for (long offset = 0; offset < 4 * MIB; offset += 512) {
            copy.extent(offset, offset, 512, Content.DATA);
        }

        copy.run(control);

        ByteCompare.assertSame(source, target);
        assertThat(control.granted()).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void hashesInOrderHolesIncluded() throws Exception {
        long length = 20 * MIB + 777;
        Path source =
                DiskImages.sparse(scratch.file("source"), length, 1, List.of(new Allocation.Range(4 * MIB, 9 * MIB)));
        Path target = scratch.file("target");
        Sha256 written = new Sha256();
        Sha256 readBack = new Sha256();

        TestCopy.staged(source, target)
                .digest(written)
                .extent(0, 0, 4 * MIB, Content.ZERO)
                .extent(4 * MIB, 4 * MIB, length - 4 * MIB, Content.UNKNOWN)
                .run(new TestControl());
        TestControl control = new TestControl();
        TestCopy verification =
                TestCopy.of(target, target).readOnly().digest(readBack).whole(Content.UNKNOWN);
        verification.run(control);

        String expected = Sha256.of(source);
        assertThat(written.hex()).isEqualTo(expected);
        assertThat(readBack.hex()).isEqualTo(expected);
        assertThat(verification.targetMode().access()).isEqualTo(SideMode.Access.NONE);
        assertThat(control.covered()).isEqualTo(Map.of(0L, length));
        assertThat(control.operations()).containsOnly(Operation.READ);
    }

    @Test
    void copiesMoreThanFourGibibytes() throws Exception {
        long length = 5L << 30;
        List<Allocation.Range> data = List.of(
                new Allocation.Range(0, MIB),
                new Allocation.Range((4L << 30) - 4096, 8192),
                new Allocation.Range(length - MIB, MIB));
        Path source = DiskImages.sparse(scratch.file("source"), length, 1, data);
        Path target = scratch.file("target");

        TestCopy.staged(source, target).whole(Content.UNKNOWN).run(new TestControl());

        ByteCompare.assertSame(source, target);
        assertThat(Allocation.allocatedBytes(target)).isLessThanOrEqualTo(Allocation.allocatedBytes(source));
    }

    @Test
    void copiesAMillionRangesInLittleMemory() throws Exception {
        long length = 1_000_000L * 4096;
        Path source = DiskImages.sparse(scratch.file("source"), length, 1, List.of(new Allocation.Range(0, MIB)));
        Path target = scratch.file("target");
        TestControl control = new TestControl().onlySums();
        TestCopy copy = TestCopy.staged(source, target)
                .extents(() -> LongStream.range(0, 1_000_000)
                        // Every other one is shifted, so that none continues the one before.
                        .mapToObj(i ->
                                new TestCopy.Extent(i * 4096 % MIB, i * 4096, i % 2 == 0 ? 512 : 700, Content.ZERO))
                        .iterator());

        copy.run(control);

        assertThat(control.total()).isEqualTo(500_000L * 1212);
        assertThat(Allocation.allocatedBytes(target)).isZero();
    }
}
