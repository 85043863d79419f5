package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.FILE_TOO_LARGE;
import static io.quietcopy.ErrorCode.NO_SPACE;
import static io.quietcopy.ErrorCode.REQUEST_INVALID;
import static io.quietcopy.ErrorCode.TARGET_TOO_SMALL;
import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static io.quietcopy.testbed.Requirement.LOOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyRequest;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FakeServices;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.internal.host.RecordedSystem;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpaceCheckTest {
    private static final long MIB = 1 << 20;
    private static final long TIB = 1L << 40;

    private Scratch scratch;

    @BeforeEach
    void make() throws IOException {
        scratch = Scratch.create();
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    private static MountedFileSystem small() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        return MountedFileSystem.of(FileSystemKind.EXT4).sizeBytes(64 * MIB).mount();
    }

    private static CopyRequest ranges(Path source, Path target, TargetMode mode, CopyRange... ranges) {
        return CopyRequest.from(source, target)
                .mode(mode)
                .ranges(CopyRanges.of(List.of(ranges)))
                .build();
    }

    private static Refused noSpace(CopyRequest request, ZeroPolicy zeroes) throws IOException {
        return Refused.by(request, zeroes, GuardPolicy.REFUSE, Refused.HERE).with(NO_SPACE);
    }

    @Test
    void whatTheSourceHoldsCounts() throws IOException {
        Path source =
                DiskImages.sparse(scratch.file("source"), TIB, 1, List.of(new Allocation.Range(TIB / 2, 8 * MIB)));
        try (MountedFileSystem disk = small()) {
            CheckedCopy copy = Refused.accepted(source, disk.file("new"), CREATE_NEW);
            assertThat(copy.finalLengthBytes()).isEqualTo(TIB);
            assertThat(copy.totalBytes()).isEqualTo(TIB);
            assertThat(copy.sourceAllocatedBytes().orElseThrow()).isBetween(8 * MIB, 9 * MIB);
            assertThat(copy.notes()).isEmpty();
            assertThat(copy.guard()).isEqualTo("nothing to guard: the target is a new file");

            CopyRequest request = Refused.request(source, disk.file("new"), CREATE_NEW);
            for (ZeroPolicy zeroes : new ZeroPolicy[] {ZeroPolicy.WRITE, ZeroPolicy.ALLOCATE}) {
                noSpace(request, zeroes).saying("the copy needs " + TIB + " bytes in " + disk.path());
            }
        }
    }

    @Test
    void notEnough() throws IOException {
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        try (MountedFileSystem disk = small()) {
            Path old = Files.writeString(disk.file("old"), "old");
            disk.fill(4 * MIB);
            long free = Files.getFileStore(disk.path()).getUsableSpace();
            for (Path target : new Path[] {disk.file("new"), old}) {
                TargetMode mode = target.equals(old) ? REPLACE : CREATE_NEW;
                Refused refused = noSpace(Refused.request(source, target, mode), ZeroPolicy.SPARSE)
                        .about(target)
                        .saying(" bytes in " + disk.path() + ", where " + free + " bytes are free");
                assertThat(refused.exception().remedy())
                        .matches("Free [0-9]+ bytes there, or choose another file system\\.");
            }
            // Three of the eight fit.
            CopyRange some = CopyRange.of(0, 0, 3 * MIB);
            assertThat(Refused.accepted(ranges(source, disk.file("new"), CREATE_NEW, some), Refused.HERE)
                            .totalBytes())
                    .isEqualTo(3 * MIB);
        }
    }

    @Test
    void inPlaceOverwritesWhatIsThere() throws IOException {
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        try (MountedFileSystem disk = small()) {
            Path full = DiskImages.random(disk.file("full"), 8 * MIB, 2);
            Path sparse = DiskImages.allocateSparse(disk.file("sparse"), 8 * MIB);
            disk.fill(MIB);
            assertThat(Refused.accepted(source, full, IN_PLACE).lengthBefore()).hasValue(8 * MIB);
            noSpace(Refused.request(source, sparse, IN_PLACE), ZeroPolicy.SPARSE);
            noSpace(Refused.request(source, sparse, IN_PLACE), ZeroPolicy.WRITE).saying("needs " + 8 * MIB);
        }
    }

    @Test
    void preallocatedBlocksHoldNothing() throws IOException {
        Path source = scratch.file("source");
        Machine.run("fallocate", "-l", Long.toString(200 * MIB), source.toString());
        try (MountedFileSystem disk = small()) {
            CopyRequest request = Refused.request(source, disk.file("new"), CREATE_NEW);
            noSpace(request, ZeroPolicy.SPARSE);
            FakeServices services = new FakeServices();
            services.data = 8 * MIB;
            assertThat(Refused.accepted(request, Host.local(Optional.of(services)))
                            .finalLengthBytes())
                    .isEqualTo(200 * MIB);
            services.data = 100 * MIB;
            Refused.by(request, Host.local(Optional.of(services)))
                    .with(NO_SPACE)
                    .saying("needs " + 100 * MIB);
            services.data = -1;
            Refused.by(request, Host.local(Optional.of(services))).with(NO_SPACE);
        }
    }

    @Test
    void unknownAllocationIsNoted() throws IOException {
        Requirement.require(LOOP);
        Path image = DiskImages.random(scratch.file("image"), 100 * MIB, 1);
        try (LoopDevice loop = LoopDevice.attach(image, 512);
                MountedFileSystem disk = small()) {
            CopyRequest request = Refused.request(loop.path(), disk.file("new"), CREATE_NEW);
            assertThat(Refused.accepted(request, Refused.HERE).notes())
                    .containsExactly("free space not checked: it is not known how much of the source holds data");
            noSpace(request, ZeroPolicy.WRITE).saying("needs " + 100 * MIB);
        }
    }

    @Test
    void finalLength() throws IOException {
        Path source = Files.writeString(scratch.file("source"), "0123456789");
        Path file = Files.writeString(scratch.file("file"), "012345678901234567890");
        assertThat(accepted(source, scratch.file("new"), CREATE_NEW, 4096)).isEqualTo(4096);
        assertThat(accepted(source, scratch.file("new"), CREATE_NEW, 10)).isEqualTo(10);
        assertThat(accepted(source, file, IN_PLACE, 15)).isEqualTo(21);
        assertThat(accepted(source, file, IN_PLACE, 4096)).isEqualTo(4096);
        CopyRange late = CopyRange.of(0, 1000, 10);
        assertThat(Refused.accepted(ranges(source, file, IN_PLACE, late), Refused.HERE)
                        .finalLengthBytes())
                .isEqualTo(1010);
        assertThat(Refused.accepted(ranges(source, scratch.file("new"), CREATE_NEW, late), Refused.HERE)
                        .finalLengthBytes())
                .isEqualTo(1010);
        CopyRequest tooShort =
                CopyRequest.from(source, scratch.file("new")).targetLength(9).build();
        Refused.by(tooShort, Refused.HERE)
                .with(REQUEST_INVALID)
                .saying("the target length of 9 bytes is less than the end of the copied bytes, 10")
                .advising("Leave the target length out, or copy fewer bytes.");
    }

    private static long accepted(Path source, Path target, TargetMode mode, long length) throws IOException {
        CopyRequest request =
                CopyRequest.from(source, target).mode(mode).targetLength(length).build();
        CheckedCopy copy = Refused.accepted(request, Refused.HERE);
        assertThat(copy.totalBytes()).isEqualTo(10);
        return copy.finalLengthBytes();
    }

    @Test
    void deviceTooSmall() throws IOException {
        Requirement.require(LOOP);
        Path source = DiskImages.allocateSparse(scratch.file("source"), MIB + 1);
        Path image = DiskImages.allocateSparse(scratch.file("image"), MIB);
        try (LoopDevice loop = LoopDevice.attach(image, 512)) {
            String problem = "the target device " + loop.path() + " has " + MIB + " bytes, but the copy ends at byte "
                    + (MIB + 1);
            String remedy = "Use a device of at least " + (MIB + 1) + " bytes, or copy fewer bytes.";
            Refused.by(source, loop.path(), IN_PLACE)
                    .with(TARGET_TOO_SMALL)
                    .about(loop.path())
                    .saying(problem)
                    .advising(remedy);
            Refused.by(ranges(source, loop.path(), IN_PLACE, CopyRange.of(0, MIB, 1)), Refused.HERE)
                    .with(TARGET_TOO_SMALL)
                    .saying(problem);
            CopyRequest longer = CopyRequest.from(scratch.file("image2"), loop.path())
                    .mode(IN_PLACE)
                    .targetLength(MIB + 1)
                    .build();
            DiskImages.allocateSparse(scratch.file("image2"), 512);
            Refused.by(longer, Refused.HERE).with(TARGET_TOO_SMALL).advising(remedy);
            assertThat(Refused.accepted(ranges(source, loop.path(), IN_PLACE, CopyRange.of(1, 0, MIB)), Refused.HERE)
                            .finalLengthBytes())
                    .isEqualTo(MIB);
        }
    }

    @Test
    void longerThanTheProcessMayWrite() throws IOException {
        Path source = DiskImages.allocateSparse(scratch.file("source"), 2 * MIB);
        Path file = DiskImages.allocateSparse(scratch.file("file"), 2 * MIB);
        RecordedSystem system = new RecordedSystem(scratch.file("system"));
        Machine.write(system.host().proc().resolve("self/limits"), "Max file size   1048576   unlimited   bytes\n");
        Refused.by(Refused.request(source, scratch.file("new"), CREATE_NEW), system.host())
                .with(FILE_TOO_LARGE)
                .saying("would have " + 2 * MIB + " bytes", "may write files of 1048576 bytes only")
                .advising("Raise the limit (ulimit -f).");
        Refused.by(Refused.request(source, file, IN_PLACE), system.host()).with(FILE_TOO_LARGE);
        assertThat(Refused.accepted(ranges(source, file, IN_PLACE, CopyRange.of(0, 0, MIB)), system.host())
                        .finalLengthBytes())
                .isEqualTo(2 * MIB);
    }

    @Test
    void longerThanFatTakes() throws IOException {
        Path source = DiskImages.allocateSparse(scratch.file("source"), 1L << 32);
        RecordedSystem system =
                new RecordedSystem(scratch.file("system")).mountinfo("22 1 259:99 / / rw,relatime - vfat /dev/root rw");
        Refused.by(Refused.request(source, scratch.file("new"), CREATE_NEW), system.host())
                .with(FILE_TOO_LARGE)
                .saying("a file on vfat has 4294967295 at most")
                .advising("Use a file system that takes files of this size.");
    }
}
