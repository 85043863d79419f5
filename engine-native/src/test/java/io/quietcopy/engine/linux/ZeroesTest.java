package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Permit.How;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Zeroes are real, by the cheapest way that holds. */
class ZeroesTest {
    private static final int MIB = 1 << 20;

    /** Remembers the calls that make zeroes, and refuses some. */
    private static final class ZeroLinux extends TestLinux {
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private final List<String> refused;

        ZeroLinux(String... refused) throws Exception {
            this.refused = List.of(refused);
        }

        @Override
        public int fallocate(int fd, int mode, long offset, long length) {
            boolean punch = (mode & Linux.FALLOC_FL_PUNCH_HOLE) != 0;
            return call(punch ? "punch" : "zero-range", length, () -> super.fallocate(fd, mode, offset, length));
        }

        @Override
        public int ioctl(int fd, long request, long argument) {
            return request == Linux.BLKZEROOUT
                    ? call("zero-out", 0, () -> super.ioctl(fd, request, argument))
                    : super.ioctl(fd, request, argument);
        }

        private int call(String name, long length, java.util.function.IntSupplier real) {
            assertThat(length).isLessThanOrEqualTo(128 * MIB);
            calls.add(name);
            return refused.contains(name) ? -Errno.EOPNOTSUPP.number() : real.getAsInt();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "XFS", "BTRFS", "TMPFS", "OVERLAY"})
    void holesArePunchedIntoAnOldFile(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L * MIB)) {
            Path source = DiskImages.sparse(
                    place.file("source"), 300L * MIB, 1, List.of(new Allocation.Range(10 * MIB, MIB)));
            Path target = DiskImages.random(place.file("target"), 30 * MIB, 2);
            DiskImages.allocateSparse(place.file("rest"), 1);
            ZeroLinux linux = new ZeroLinux();
            TestCopy copy = TestCopy.of(source, target)
                    .extent(0, 0, 10 * MIB, Content.ZERO)
                    .extent(10 * MIB, 10 * MIB, MIB, Content.DATA)
                    .extent(11 * MIB, 11 * MIB, 9 * MIB + 77, Content.ZERO)
                    .by(linux);
            TestControl control = new TestControl();

            copy.run(control);

            ByteCompare.assertSame(source, 0, target, 0, 20 * MIB + 77);
            assertThat(linux.calls).containsOnly("punch");
            assertThat(control.sums().get(How.ZEROED)).isGreaterThanOrEqualTo(18L * MIB);
            assertThat(Allocation.allocatedBytes(target)).isLessThan(13L * MIB);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "XFS", "BTRFS"})
    void blocksStayAllocatedWhereTheyShall(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L * MIB)) {
            Path source = DiskImages.allocateSparse(place.file("source"), 20 * MIB);
            Path target = DiskImages.random(place.file("target"), 20 * MIB, 2);
            ZeroLinux linux = new ZeroLinux();
            TestCopy.of(source, target)
                    .whole(Content.ZERO)
                    .zeroes(ZeroPolicy.ALLOCATE)
                    .by(linux)
                    .run(new TestControl());
            ByteCompare.assertSame(source, target);
            assertThat(linux.calls).containsOnly("zero-range");
            assertThat(Allocation.allocatedBytes(target)).isGreaterThanOrEqualTo(20L * MIB);
        }
    }

    @Test
    void whatIsRefusedIsTriedOnce() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.allocateSparse(scratch.file("source"), 20 * MIB);
            Path target = DiskImages.random(scratch.file("target"), 20 * MIB, 2);
            ZeroLinux linux = new ZeroLinux("punch");
            TestCopy.of(source, target).whole(Content.ZERO).by(linux).run(new TestControl().granting(MIB));
            ByteCompare.assertSame(source, target);
            assertThat(linux.calls).hasSize(21).startsWith("punch", "zero-range");
            assertThat(linux.calls.subList(1, 21)).containsOnly("zero-range");

            Files.delete(target);
            DiskImages.random(target, 20 * MIB, 3);
            ZeroLinux none = new ZeroLinux("punch", "zero-range");
            TestControl control = new TestControl();
            TestCopy.of(source, target).whole(Content.ZERO).by(none).run(control);
            ByteCompare.assertSame(source, target);
            assertThat(none.calls).containsExactly("punch", "zero-range");
            assertThat(control.sums()).containsOnlyKeys(How.ZEROED);
        }
    }

    @Test
    void zeroesThatShallBeDataAreData() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.allocateSparse(scratch.file("source"), 5 * MIB);
            Path target = DiskImages.random(scratch.file("target"), 5 * MIB, 2);
            ZeroLinux linux = new ZeroLinux();
            TestCopy.of(source, target)
                    .whole(Content.ZERO)
                    .zeroes(ZeroPolicy.WRITE)
                    .by(linux)
                    .run(new TestControl());
            ByteCompare.assertSame(source, target);
            assertThat(linux.calls).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ZeroPolicy.class,
            names = {"SPARSE", "ALLOCATE"})
    void onADirtyDevice(ZeroPolicy policy) throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.allocateSparse(scratch.file("source"), 40 * MIB);
            Path backing = scratch.file("backing");
            for (String[] refused :
                    new String[][] {{}, {"punch"}, {"punch", "zero-range"}, {"punch", "zero-range", "zero-out"}}) {
                Files.deleteIfExists(backing);
                DiskImages.random(backing, 40 * MIB, 2);
                try (LoopDevice loop = LoopDevice.attach(backing, 512)) {
                    ZeroLinux linux = new ZeroLinux(refused);
                    TestCopy.of(source, loop.path())
                            .whole(Content.ZERO)
                            .zeroes(policy)
                            .by(linux)
                            .run(new TestControl());
                    ByteCompare.assertSame(source, loop.path());
                    assertThat(linux.calls).isNotEmpty();
                }
            }
        }
    }

    @Test
    void nothingIsDoneWhereTheTargetReadsAsZero() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.sparse(
                    scratch.file("source"), 64L * MIB, 1, List.of(new Allocation.Range(10 * MIB, MIB)));
            Path target = scratch.file("target");
            ZeroLinux linux = new ZeroLinux();
            // Nobody knows where the holes are: they are found by looking.
            TestCopy copy =
                    TestCopy.staged(source, target).whole(Content.UNKNOWN).by(linux);
            TestControl control = new TestControl();
            copy.run(control);
            ByteCompare.assertSame(source, target);
            assertThat(control.sums().get(How.SKIPPED)).isEqualTo(63L * MIB);
            assertThat(Allocation.allocatedBytes(target)).isLessThanOrEqualTo(Allocation.allocatedBytes(source));
            assertThat(copy.before()).isEqualTo(TargetContent.ZERO);
        }
    }
}
