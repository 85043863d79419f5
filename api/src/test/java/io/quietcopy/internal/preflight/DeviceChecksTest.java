package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.TARGET_IN_USE;
import static io.quietcopy.ErrorCode.TARGET_MOUNTED;
import static io.quietcopy.ErrorCode.TARGET_READ_ONLY;
import static io.quietcopy.ErrorCode.TARGET_SWAP;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.MKFS_BTRFS;
import static io.quietcopy.testbed.Requirement.MKFS_EXT4;
import static io.quietcopy.testbed.Requirement.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRequest;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FakeServices;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of real devices of this machine. */
class DeviceChecksTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;
    private Path source;
    private Path point;

    @BeforeEach
    void make() throws IOException {
        Requirement.require(LOOP);
        scratch = Scratch.create();
        source = Files.writeString(scratch.file("source"), "new content");
        point = Files.createDirectory(scratch.file("mount point"));
    }

    @AfterEach
    void remove() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    private LoopDevice loop(long bytes) throws IOException {
        return LoopDevice.attach(DiskImages.allocateSparse(scratch.file("image"), bytes), 512);
    }

    /** What is refused always must be refused also where users are to be tolerated. */
    private Refused always(Path target, TargetMode mode) throws IOException {
        CopyRequest request = Refused.request(source, target, mode);
        Refused.by(request, ZeroPolicy.SPARSE, GuardPolicy.WARN, Refused.HERE);
        return Refused.by(request, Refused.HERE);
    }

    @Test
    void aFreeDevice() throws IOException {
        try (LoopDevice loop = loop(MIB)) {
            CheckedCopy copy = Refused.accepted(source, loop.path(), IN_PLACE);
            assertThat(copy.guard())
                    .isEqualTo("mounts, swap, holders, partitions, btrfs members and loop devices checked;"
                            + " no exclusive claim without host services");
            assertThat(copy.notes()).isEmpty();
            assertThat(copy.lengthBefore()).hasValue(MIB);
            assertThat(copy.finalLengthBytes()).isEqualTo(MIB);
            assertThat(copy.targetBlockBytes()).isEqualTo(512);
        }
    }

    @Test
    void aTargetThatThisProcessIsWritingIsNotLookedAt() throws IOException {
        FakeServices services = new FakeServices();
        services.user = Optional.of("whoever asked");
        Path target = Files.write(scratch.file("target"), new byte[8192]);
        CopyRequest request = Refused.request(source, target, IN_PLACE);
        Host host = Host.local(Optional.of(services));
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(Preflight.check(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, host)
                            .notes())
                    .isEmpty();
        }
        Refused.by(request, host).with(TARGET_IN_USE).saying("whoever asked");
    }

    @Test
    void readOnly() throws IOException {
        Path image = DiskImages.allocateSparse(scratch.file("image"), MIB);
        try (LoopDevice loop = LoopDevice.over(image).readOnly().attach()) {
            always(loop.path(), IN_PLACE)
                    .with(TARGET_READ_ONLY)
                    .about(loop.path())
                    .saying("the target device " + loop.path() + " is read-only")
                    .advising("Make the device writable (blockdev --setrw " + loop.path()
                            + "), or attach it again without read-only.");
        }
    }

    @Test
    void mounted() throws IOException {
        Requirement.require(MKFS_EXT4);
        try (LoopDevice loop = loop(8 * MIB)) {
            Machine.run("mkfs.ext4", "-q", loop.path().toString());
            try (Machine.Undo mount = Machine.mount(loop.path(), point, "-o", "ro,noload")) {
                assertThat(mount).isNotNull();
                always(loop.path(), IN_PLACE)
                        .with(TARGET_MOUNTED)
                        .saying("the target " + loop.path() + " is mounted at " + point)
                        .advising("Unmount it first (umount " + point + ").");
                // The file behind the device is as mounted as the device.
                always(loop.backing(), IN_PLACE)
                        .with(TARGET_MOUNTED)
                        .saying("is in use: loop device " + loop.name() + ", which shows it, is mounted at " + point)
                        .advising("Unmount it first (umount " + point + ").");
                always(loop.backing(), REPLACE).with(TARGET_MOUNTED);
            }
            assertThat(Refused.accepted(source, loop.path(), IN_PLACE).notes()).isEmpty();
        }
    }

    @Test
    void mountedThroughPartitions() throws IOException {
        Requirement.require(PARTITIONS, MKFS_EXT4);
        Path image = DiskImages.allocateSparse(scratch.file("image"), 20 * MIB);
        try (LoopDevice loop = LoopDevice.over(image)
                .partition(MIB, 8 * MIB)
                .partition(10 * MIB, 8 * MIB)
                .attach()) {
            Path first = loop.partitions().get(0);
            Path second = loop.partitions().get(1);
            Machine.run("mkfs.ext4", "-q", first.toString());
            try (Machine.Undo mount = Machine.mount(first, point, "-o", "ro,noload")) {
                assertThat(mount).isNotNull();
                always(first, IN_PLACE).with(TARGET_MOUNTED).saying("the target " + first + " is mounted at " + point);
                always(loop.path(), IN_PLACE)
                        .with(TARGET_MOUNTED)
                        .saying("is in use: " + first.getFileName() + ", which shares bytes with it, is mounted");
                always(image, IN_PLACE).with(TARGET_MOUNTED);
                assertThat(Refused.accepted(source, second, IN_PLACE).notes()).isEmpty();
            }
        }
    }

    @Test
    void mountedThroughAnotherLoopDevice() throws IOException {
        Requirement.require(MKFS_EXT4);
        try (LoopDevice loop = loop(8 * MIB);
                LoopDevice other = LoopDevice.over(loop.path()).attach()) {
            Machine.run("mkfs.ext4", "-q", other.path().toString());
            try (Machine.Undo mount = Machine.mount(other.path(), point, "-o", "ro,noload")) {
                assertThat(mount).isNotNull();
                String said = "loop device " + other.name() + ", which shows it, is mounted at " + point;
                always(loop.path(), IN_PLACE).with(TARGET_MOUNTED).saying(said);
                always(loop.backing(), IN_PLACE).with(TARGET_MOUNTED).saying(said);
            }
        }
    }

    @Test
    void mountedInAnotherNamespace() throws IOException, InterruptedException {
        Requirement.require(MKFS_EXT4);
        try (LoopDevice loop = loop(8 * MIB)) {
            Machine.run("mkfs.ext4", "-q", loop.path().toString());
            Process holder = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "sh",
                            "-c",
                            "mount -o ro,noload \"$1\" \"$2\" && echo mounted && exec cat",
                            "sh",
                            loop.path().toString(),
                            point.toString())
                    .start();
            try {
                assertThat(holder.inputReader().readLine()).isEqualTo("mounted");
                always(loop.path(), IN_PLACE)
                        .with(TARGET_MOUNTED)
                        .saying("is mounted (ext4) where this process does not see it")
                        .advising("Unmount it first, in the container or mount namespace that has it mounted"
                                + " (grep -l " + loop.name() + " /proc/*/mountinfo).");
            } finally {
                holder.destroy();
                assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void memberOfAMountedBtrfs() throws IOException {
        Requirement.require(MKFS_BTRFS);
        Path one = DiskImages.allocateSparse(scratch.file("one"), 128 * MIB);
        Path two = DiskImages.allocateSparse(scratch.file("two"), 128 * MIB);
        try (LoopDevice first = LoopDevice.attach(one, 512);
                LoopDevice second = LoopDevice.attach(two, 512)) {
            Machine.run(
                    "mkfs.btrfs", "-q", first.path().toString(), second.path().toString());
            try (Machine.Undo mount = Machine.mount(first.path(), point, "-o", "ro")) {
                assertThat(mount).isNotNull();
                for (Path device : new Path[] {first.path(), second.path()}) {
                    Refused.when(() -> Preflight.check(
                                    Refused.request(source, device, IN_PLACE),
                                    ZeroPolicy.SPARSE,
                                    GuardPolicy.WARN,
                                    Refused.HERE))
                            .with(TARGET_MOUNTED)
                            .saying("mounted at " + point)
                            .advising("Unmount it first (umount " + point + ").");
                }
            }
        }
    }

    @Test
    void swapOnADevice() throws IOException {
        try (LoopDevice loop = loop(8 * MIB);
                Machine.Undo swap = Machine.swap(loop.path())) {
            assertThat(swap).isNotNull();
            String remedy = "Switch the swap space off first (swapoff " + loop.path() + ").";
            always(loop.path(), IN_PLACE)
                    .with(TARGET_SWAP)
                    .saying("the target " + loop.path() + " is swap space in use")
                    .advising(remedy);
            always(loop.backing(), IN_PLACE)
                    .with(TARGET_SWAP)
                    .saying("loop device " + loop.name() + ", which shows it, is swap space in use")
                    .advising(remedy);
        }
    }

    @Test
    void swapInAFile() throws IOException {
        Requirement.require(FileSystemKind.EXT4); // not every file system takes swap
        try (MountedFileSystem disk = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path file = DiskImages.random(disk.file("swap file"), 8 * MIB, 1);
            Machine.run("chmod", "600", file.toString());
            try (Machine.Undo swap = Machine.swap(file)) {
                assertThat(swap).isNotNull();
                for (TargetMode mode : new TargetMode[] {IN_PLACE, REPLACE}) {
                    always(file, mode)
                            .with(TARGET_SWAP)
                            .saying("is swap space in use")
                            .advising("Switch the swap space off first (swapoff " + file + ").");
                }
            }
            assertThat(Refused.accepted(source, file, REPLACE).guard())
                    .isEqualTo("swap files and loop devices checked; image locks not checked without host services");
        }
    }

    @Test
    void fileBehindALoopDevice() throws IOException {
        try (LoopDevice loop = loop(MIB)) {
            for (TargetMode mode : new TargetMode[] {IN_PLACE, REPLACE}) {
                CopyRequest request = Refused.request(source, loop.backing(), mode);
                Refused.by(request, Refused.HERE)
                        .with(TARGET_IN_USE)
                        .saying("loop device " + loop.name() + " shows the target " + loop.backing())
                        .advising("Detach it first (losetup --detach " + loop.path()
                                + "), or set guard=warn if you know that nobody uses it.");
                assertThat(Preflight.check(request, ZeroPolicy.SPARSE, GuardPolicy.WARN, Refused.HERE)
                                .notes())
                        .containsExactly("loop device " + loop.name() + " shows the target " + loop.backing());
            }
        }
    }

    @Test
    void hardLinkOfAFileBehindALoopDevice() throws IOException {
        try (LoopDevice loop = loop(MIB)) {
            Path link = Files.createLink(scratch.file("link"), loop.backing());
            Refused.by(source, link, IN_PLACE).with(TARGET_IN_USE);
            assertThat(Refused.accepted(source, Files.writeString(scratch.file("x"), "old"), REPLACE)
                            .notes())
                    .isEmpty();
        }
    }

    @Test
    void deviceBehindALoopDevice() throws IOException {
        try (LoopDevice loop = loop(MIB);
                LoopDevice other = LoopDevice.over(loop.path()).attach()) {
            Refused.by(source, loop.path(), IN_PLACE)
                    .with(TARGET_IN_USE)
                    .saying("loop device " + other.name() + " shows the target " + loop.path());
            // The upper one is nobody's, although it stands on the lower one.
            assertThat(Refused.accepted(source, other.path(), IN_PLACE).notes()).isEmpty();
        }
    }
}
