package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.NotFitException;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy leaves in the page cache. */
class DdResidencyTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;

    @BeforeEach
    void setUp() throws IOException {
        Requirement.require(Requirement.GNU_DD, Requirement.CACHESTAT);
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void bufferedCopyFillsTheCacheAndADirectOneLeavesNothing() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 256 * MIB + 512 + 100, 1);
        Residency.evict(source);

        Path buffered = scratch.file("buffered");
        TestCopy.staged(source, buffered)
                .cache(CachePolicy.BUFFERED)
                .whole(Content.DATA)
                .run(new TestControl());
        assertThat(Residency.of(source).bytes()).isGreaterThan(128 * MIB);
        assertThat(Residency.of(buffered).bytes()).isGreaterThan(128 * MIB);

        Residency.evict(source);
        Path direct = scratch.file("direct");
        TestCopy.staged(source, direct).whole(Content.DATA).run(new TestControl());
        assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
        assertThat(Residency.of(direct).pages()).isLessThanOrEqualTo(1);
        ByteCompare.assertSame(source, direct);
    }

    /** There what was written directly is dropped once more; what is to stay must not be. */
    @Test
    void whatIsBufferedStaysInTheCacheOnBtrfsToo() throws Exception {
        Requirement.require(FileSystemKind.BTRFS);
        try (MountedFileSystem place =
                MountedFileSystem.of(FileSystemKind.BTRFS).sizeBytes(400 * MIB).mount()) {
            Path source = DiskImages.random(place.file("source"), 20 * MIB, 1);
            Path target = place.file("target");
            TestCopy.staged(source, target)
                    .cache(CachePolicy.BUFFERED)
                    .whole(Content.DATA)
                    .run(new TestControl());
            assertThat(Residency.of(target).bytes()).isGreaterThan(10 * MIB);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void leavesNothingOnOtherFileSystems(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place =
                MountedFileSystem.of(kind).sizeBytes(400 * MIB).mount()) {
            Path source = DiskImages.random(place.file("source"), 20 * MIB + 1000, 1);
            Path target = DiskImages.random(place.file("target"), 20 * MIB + 1000, 2);
            Residency.evict(source);
            Residency.evict(target);
            TestCopy copy = TestCopy.of(source, target)
                    .extent(0, 0, 8 * MIB + 100, Content.DATA)
                    .extent(9 * MIB + 7, 9 * MIB + 8, 2 * MIB, Content.UNKNOWN)
                    .extent(12 * MIB, 12 * MIB + 511, 5000, Content.ZERO)
                    .extent(13 * MIB, 13 * MIB, 7 * MIB + 1000, Content.DATA);

            copy.run(new TestControl());

            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(source, 9 * MIB + 7, target, 9 * MIB + 8, 2 * MIB);
            ByteCompare.assertSame(source, 13 * MIB, target, 13 * MIB, 7 * MIB + 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void leavesNothingOfADevice(int sector) throws Exception {
        Requirement.require(Requirement.LOOP);
        DiskImages.random(scratch.file("a"), 8 * MIB, 1);
        DiskImages.random(scratch.file("b"), 8 * MIB, 2);
        try (LoopDevice source = LoopDevice.attach(scratch.file("a"), sector);
                LoopDevice target = LoopDevice.attach(scratch.file("b"), sector);
                Closeable heldSource = Residency.holdOpen(source.path());
                Closeable heldTarget = Residency.holdOpen(target.path())) {
            assertThat(heldSource).isNotSameAs(heldTarget);
            Residency.evict(source.path());
            Residency.evict(target.path());

            TestCopy.of(source.path(), target.path())
                    .extent(100, 100, 6 * MIB, Content.DATA)
                    .extent(6 * MIB + 200, 6 * MIB + 333, MIB, Content.DATA)
                    .run(new TestControl());

            assertThat(Residency.of(source.path()).pages()).isZero();
            assertThat(Residency.of(target.path()).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(source.path(), 100, target.path(), 100, 6 * MIB);
        }
    }

    @Test
    void manyEdgesLeaveNoPages() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 3 * MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), 3 * MIB, 2);
        Residency.evict(target);
        TestCopy copy = TestCopy.of(source, target);
        for (int i = 0; i < 300; i++) {
            copy.extent(i * 10_000L, i * 10_000L + 77, 100, Content.DATA);
        }

        copy.run(new TestControl());

        assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
        ByteCompare.assertSame(source, 2_990_000, target, 2_990_077, 100);
    }

    @Test
    void pagesOfTheSourceThatANeighbourHadCachedStay() throws Exception {
        PageReclaim.tolerate(() -> {
            try (Scratch fresh = Scratch.create()) {
                Path source = DiskImages.random(fresh.file("source"), 16 * MIB, 1);
                Residency.evict(source);
                Residency.warm(source);
                long before = Residency.of(source).pages();

                TestCopy.staged(source, fresh.file("one")).whole(Content.DATA).run(new TestControl());
                TestCopy refused = TestCopy.staged(source, fresh.file("two"))
                        .executable(FakeDd.refusing(fresh.file("dd"), "iflag=*direct*")
                                .toString())
                        .whole(Content.DATA);
                refused.run(new TestControl());

                assertThat(before).isGreaterThan(4000);
                assertThat(Residency.of(source).pages()).isGreaterThanOrEqualTo(before);
                assertThat(refused.sourceMode().access()).isEqualTo(Access.BUFFERED);
                assertThat(refused.sourceMode().reason()).contains("must stay");
                ByteCompare.assertSame(source, fresh.file("two"));
            }
        });
    }

    @Test
    void whereDirectIsRefusedTheCacheIsCleanedAsWell() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 70 * MIB + 333, 1);
        Residency.evict(source);
        Path target = scratch.file("target");
        TestCopy copy = TestCopy.staged(source, target)
                .executable(
                        FakeDd.refusing(scratch.file("dd"), "?flag=*direct*").toString())
                .whole(Content.DATA);

        copy.run(new TestControl());

        assertThat(copy.sourceMode().access()).isEqualTo(Access.BUFFERED_EVICTED);
        assertThat(copy.targetMode().access()).isEqualTo(Access.BUFFERED_EVICTED);
        assertThat(copy.targetMode().reason()).contains("refused");
        assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
        assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
        ByteCompare.assertSame(source, target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iflag=*direct*", "oflag=*direct*"})
    void eachSideStepsDownByItself(String refused) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 3 * MIB + 5, 1);
        Residency.evict(source);
        Path target = DiskImages.random(scratch.file("target"), 3 * MIB + 5, 2);
        Residency.evict(target);
        TestCopy copy = TestCopy.of(source, target)
                .executable(FakeDd.refusing(scratch.file("dd"), refused).toString())
                .extent(1, 2, 3 * MIB, Content.UNKNOWN);

        copy.run(new TestControl());

        assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
        assertThat(Residency.of(target).pages()).isLessThanOrEqualTo(1);
        ByteCompare.assertSame(source, 1, target, 2, 3 * MIB);
    }

    @Test
    void isNotFitWhereDirectIsRequiredAndRefused() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .cache(CachePolicy.REQUIRE_DIRECT)
                .executable(
                        FakeDd.refusing(scratch.file("dd"), "oflag=*direct*").toString())
                .whole(Content.DATA);

        assertThatThrownBy(() -> copy.run(new TestControl()))
                .isInstanceOf(NotFitException.class)
                .extracting(failure -> ((CopyException) failure).code())
                .isEqualTo(ErrorCode.DIRECT_REFUSED);
        assertThat(copy.scratchFiles()).isNotEmpty().noneMatch(Files::exists);
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }
}
