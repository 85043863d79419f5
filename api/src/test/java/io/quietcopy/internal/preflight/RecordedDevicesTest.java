package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.TARGET_HELD;
import static io.quietcopy.ErrorCode.TARGET_IN_USE;
import static io.quietcopy.ErrorCode.TARGET_MOUNTED;
import static io.quietcopy.ErrorCode.TARGET_SWAP;
import static io.quietcopy.ErrorCode.TARGET_UNWRITABLE;
import static io.quietcopy.TargetMode.IN_PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRequest;
import io.quietcopy.GuardPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FakeServices;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.internal.host.RecordedSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Users of devices that this machine does not have, by recorded trees: a disk sda (240:0) with two partitions, and more. The
 * device nodes are real, but no driver stands behind them; number 240 is for local use.
 */
class RecordedDevicesTest {
    private static final String ROOT_MOUNT = "22 1 259:99 / / rw,relatime - ext4 /dev/root rw";

    private Scratch scratch;
    private Path source;
    private RecordedSystem system;
    private Path disk;
    private Path first;
    private Path second;

    @BeforeEach
    void make() throws IOException {
        Requirement.require(Requirement.ROOT);
        scratch = Scratch.create();
        source = Files.writeString(scratch.file("source"), "new content");
        system = new RecordedSystem(scratch.file("system"))
                .disk("sda", "240:0", 4096)
                .partition("sda", "sda1", "240:1", 8, 1000)
                .partition("sda", "sda2", "240:2", 1008, 1000)
                .disk("sdb", "240:16", 4096)
                .disk("dm-3", "240:30", 900)
                .mapped("dm-3", "vg-lv")
                .disk("md0", "240:40", 900);
        disk = node("sda", 0);
        first = node("sda1", 1);
        second = node("sda2", 2);
    }

    @AfterEach
    void remove() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    private Path node(String name, int minor) throws IOException {
        Path node = scratch.file(name);
        Machine.run("mknod", node.toString(), "b", "240", Integer.toString(minor));
        return node;
    }

    private Refused always(Path target) throws IOException {
        CopyRequest request = Refused.request(source, target, IN_PLACE);
        Refused.by(request, ZeroPolicy.SPARSE, GuardPolicy.WARN, system.host());
        return Refused.by(request, system.host());
    }

    private void free(Path target) throws IOException {
        assertThat(Refused.accepted(Refused.request(source, target, IN_PLACE), system.host())
                        .notes())
                .isEmpty();
    }

    @Test
    void everythingIsFree() throws IOException {
        free(disk);
        free(first);
        free(second);
        CheckedCopy copy = Refused.accepted(Refused.request(source, first, IN_PLACE), system.host());
        assertThat(copy.finalLengthBytes()).isEqualTo(512_000);
        assertThat(copy.target().orElseThrow().logicalBlockBytes()).isEqualTo(512);
    }

    @Test
    void heldByDeviceMapper() throws IOException {
        system.holds("dm-3", "sda1");
        String remedy = "Remove the device-mapper device first (lvchange -an, cryptsetup close, multipath -f or dmsetup"
                + " remove), or write to that device instead.";
        always(first)
                .with(TARGET_HELD)
                .about(first)
                .saying("the target " + first + " is held by dm-3 (vg-lv)")
                .advising(remedy);
        always(disk)
                .with(TARGET_HELD)
                .saying("is in use: sda1, which shares bytes with it, is held by dm-3 (vg-lv)")
                .advising(remedy);
        free(second);
        free(node("dm-3", 30));
    }

    @Test
    void heldByMultipath() throws IOException {
        system.mapped("dm-3", "mpatha").holds("dm-3", "sda").holds("dm-3", "sdb");
        always(disk).with(TARGET_HELD).saying("is held by dm-3 (mpatha)");
        always(node("sdb", 16)).with(TARGET_HELD).saying("is held by dm-3 (mpatha)");
        always(first).with(TARGET_HELD).saying("sda, which shares bytes with it, is held by dm-3 (mpatha)");
    }

    @Test
    void heldByMd() throws IOException {
        system.holds("md0", "sda2").holds("md0", "sdb");
        always(second)
                .with(TARGET_HELD)
                .saying("is held by md0")
                .advising("Stop the array first (mdadm --stop /dev/md0).");
        always(disk).with(TARGET_HELD);
        free(first);
    }

    @Test
    void heldByAnother() throws IOException {
        system.disk("bcache0", "240:50", 900).holds("bcache0", "sdb");
        always(node("sdb", 16))
                .with(TARGET_HELD)
                .saying("is held by bcache0")
                .advising("Stop whoever holds the device (see /sys/block/sdb/holders).");
    }

    @Test
    void diskMountedBelowItsPartitions() throws IOException {
        system.mountinfo(ROOT_MOUNT, "30 22 240:0 / /mnt/a\\040b rw - iso9660 /dev/sda rw");
        always(disk)
                .with(TARGET_MOUNTED)
                .saying("is mounted at /mnt/a b")
                .advising("Unmount it first (umount /mnt/a b).");
        always(first).with(TARGET_MOUNTED).saying("sda, which shares bytes with it, is mounted at /mnt/a b");
    }

    @Test
    void mountedTwice() throws IOException {
        system.mountinfo(
                ROOT_MOUNT, "30 22 240:1 / /a rw - ext4 /dev/sda1 rw", "31 22 240:1 /x /b rw - ext4 /dev/sda1 rw");
        always(first).with(TARGET_MOUNTED).saying("is mounted at /a and 1 more");
        free(second);
    }

    @Test
    void mountedByNodeOnly() throws IOException {
        // File systems with numbers of their own (btrfs, bcachefs, zfs) name their device by its node.
        system.mountinfo(ROOT_MOUNT, "30 22 0:50 / /a rw - bcachefs /dev/null rw");
        free(first);
        system.fileSystemFolder("xfs", "sda1");
        always(disk)
                .with(TARGET_MOUNTED)
                .saying("sda1, which shares bytes with it, is mounted (xfs) where this process does not see it");
    }

    @Test
    void mountedForInit() throws IOException {
        system.mountinfoOfInit("30 22 240:2 / /host/a rw - ext4 /dev/sda2 rw");
        always(second).with(TARGET_MOUNTED).saying("is mounted at /host/a");
    }

    @Test
    void btrfsMember() throws IOException {
        system.btrfs("12-34", "sda1", "sdb");
        always(first)
                .with(TARGET_MOUNTED)
                .saying("belongs to the mounted btrfs 12-34")
                .advising("Unmount it first (grep btrfs /proc/*/mountinfo).");
        always(disk).with(TARGET_MOUNTED);
        free(second);
    }

    @Test
    void swapByName() throws IOException {
        // In a container the node that the kernel names is often not there.
        system.swaps("/dev/missing/sda2 partition 500 0 -2");
        always(second)
                .with(TARGET_SWAP)
                .saying("is swap space in use")
                .advising("Switch the swap space off first (swapoff /dev/missing/sda2).");
        always(disk).with(TARGET_SWAP).saying("sda2, which shares bytes with it, is swap space in use");
        free(first);
    }

    @Test
    void loopDeviceOverThePartition() throws IOException {
        system.disk("loop7", "240:70", 1000)
                .backing("loop7", scratch.file("sda1").toString(), 0)
                .disk("loop8", "240:80", 1000)
                .backing("loop8", "/no/such/file (deleted)", 0)
                .holds("dm-3", "loop7");
        always(first).with(TARGET_HELD).saying("loop device loop7, which shows it, is held by dm-3 (vg-lv)");
        always(disk).with(TARGET_HELD);
        free(second);
    }

    @Test
    void doesNotAskAServerThatThisCopyHasNothingToDoWith() throws IOException {
        Path target = Files.writeString(scratch.file("target"), "old");
        Path server = Files.createDirectory(scratch.file("server"));
        // Whoever looked at this file would find the target.
        Path behind = Files.createLink(server.resolve("image"), target);
        CopyRequest request = Refused.request(source, target, IN_PLACE);
        system.disk("loop7", "240:70", 1000).backing("loop7", behind.toString(), 0);
        Refused.by(request, system.host()).with(TARGET_IN_USE);
        system.mountinfo(ROOT_MOUNT, "30 22 0:50 / " + server + " rw - nfs4 server:/x rw");
        assertThat(Refused.accepted(request, system.host()).notes()).isEmpty();
    }

    @Test
    void tablesThatCannotBeRead() throws IOException {
        Host blind = new Host(Optional.empty(), scratch.file("no-proc"), scratch.file("no-sys"));
        Host seeing = new Host(Optional.of(new FakeServices()), scratch.file("no-proc"), scratch.file("no-sys"));
        CopyRequest request = Refused.request(source, first, IN_PLACE);
        // Without sysfs the size comes from opening the device, and there is none here.
        Refused.by(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, blind)
                .with(TARGET_IN_USE)
                .saying("nobody can tell whether the target device " + first
                        + " is in use, without the table of mounts and the block devices in sysfs")
                .advising("Mount /proc and /sys, or set guard=warn if you know that nobody uses the device.");
        Refused.by(request, ZeroPolicy.SPARSE, GuardPolicy.WARN, blind).with(TARGET_UNWRITABLE);
        Refused.by(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, seeing).with(TARGET_UNWRITABLE);
    }

    @Test
    void hostServices() throws IOException {
        FakeServices services = new FakeServices();
        CopyRequest request = Refused.request(source, first, IN_PLACE);
        CheckedCopy free = Refused.accepted(request, system.host(services));
        assertThat(free.notes()).isEmpty();
        assertThat(free.guard()).endsWith("; image locks checked by the host services");

        services.user = Optional.of("qemu (process 42)");
        Refused.by(request, system.host(services))
                .with(TARGET_IN_USE)
                .saying("the target " + first + " is in use by qemu (process 42)")
                .advising("Stop the other program, or set guard=warn if you know better.");
        assertThat(Preflight.check(request, ZeroPolicy.SPARSE, GuardPolicy.WARN, system.host(services))
                        .notes())
                .containsExactly("the target " + first + " is in use by qemu (process 42)");

        services.unsupported = true;
        assertThat(Refused.accepted(request, system.host(services)).notes())
                .containsExactly("image locks of the target could not be checked: not on this file system");
    }
}
