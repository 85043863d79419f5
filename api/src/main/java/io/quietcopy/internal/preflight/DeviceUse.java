package io.quietcopy.internal.preflight;

import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.BlockDevice;
import io.quietcopy.internal.host.DeviceTree;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.internal.host.StorageStack;
import io.quietcopy.internal.host.Swaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A use of a device that forbids writing to it, whatever the policy.
 *
 * @param code what kind of use
 * @param what continues the sentence "the device ..."
 * @param remedy what to do
 */
record DeviceUse(ErrorCode code, String what, String remedy) {
    /** Finds the first use of a device itself; its parts and its disk are devices of their own. */
    static Optional<DeviceUse> of(BlockDevice device, Surroundings around) throws IOException {
        Optional<DeviceUse> mounted = mounted(device, around);
        if (mounted.isPresent()) {
            return mounted;
        }
        for (Swaps.Swap swap : around.swaps()) {
            if (swap.device() && isNode(swap.path(), device)) {
                return Optional.of(new DeviceUse(
                        ErrorCode.TARGET_SWAP,
                        "is swap space in use",
                        "Switch the swap space off first (swapoff " + swap.path() + ")."));
            }
        }
        List<BlockDevice> holders = around.devices().holders(device);
        return holders.isEmpty() ? Optional.empty() : Optional.of(held(device, holders));
    }

    private static DeviceUse held(BlockDevice device, List<BlockDevice> holders) {
        String names =
                String.join(", ", holders.stream().map(BlockDevice::label).toList());
        String first = holders.get(0).name();
        String cure = first.startsWith("md")
                ? "Stop the array first (mdadm --stop /dev/" + first + ")."
                : first.startsWith("dm-")
                        ? "Remove the device-mapper device first (lvchange -an, cryptsetup close, multipath -f or"
                                + " dmsetup remove), or write to that device instead."
                        : ErrorCode.TARGET_HELD.remedy().replace("DEVICE", device.name());
        return new DeviceUse(ErrorCode.TARGET_HELD, "is held by " + names, cure);
    }

    private static Optional<DeviceUse> mounted(BlockDevice device, Surroundings around) throws IOException {
        List<Path> points = Stream.concat(around.mounts().stream(), around.mountsOfInit().stream())
                .filter(mount -> mount.device().equals(device.number()) || names(mount, device))
                .map(MountTable.Mount::point)
                .distinct()
                .toList();
        if (!points.isEmpty()) {
            return Optional.of(mounted("is mounted at " + listed(points), "Unmount it first (umount " + points.get(0)));
        }
        for (DeviceTree.Btrfs volume : around.devices().btrfs()) {
            if (volume.members().contains(device.number())) {
                return Optional.of(memberOf(volume, around));
            }
        }
        return around.devices()
                .fileSystemOn(device)
                .map(type -> mounted(
                        "is mounted (" + type + ") where this process does not see it",
                        "Unmount it first, in the container or mount namespace that has it mounted" + " (grep -l "
                                + device.name() + " /proc/*/mountinfo"));
    }

    private static DeviceUse memberOf(DeviceTree.Btrfs volume, Surroundings around) {
        List<Path> points = around.mounts().stream()
                .filter(mount -> mount.type().equals("btrfs"))
                .filter(mount -> StorageStack.node(mount)
                        .map(node -> volume.members().contains(node.deviceNumber()))
                        .orElse(false))
                .map(MountTable.Mount::point)
                .toList();
        return points.isEmpty()
                ? mounted(
                        "belongs to the mounted btrfs " + volume.id(), "Unmount it first (grep btrfs /proc/*/mountinfo")
                : mounted(
                        "belongs to the btrfs that is mounted at " + listed(points),
                        "Unmount it first (umount " + points.get(0));
    }

    private static DeviceUse mounted(String what, String remedy) {
        return new DeviceUse(ErrorCode.TARGET_MOUNTED, what, remedy + ").");
    }

    private static String listed(List<Path> points) {
        return points.get(0) + (points.size() == 1 ? "" : " and " + (points.size() - 1) + " more");
    }

    /** Some file systems have numbers of their own, and tell their device by its node only. */
    private static boolean names(MountTable.Mount mount, BlockDevice device) {
        return mount.device().major() == 0
                && StorageStack.node(mount)
                        .map(node -> node.deviceNumber().equals(device.number()))
                        .orElse(false);
    }

    /** In a container the node may not be there; the kernel's name of the device is then the last name of the path. */
    private static boolean isNode(Path path, BlockDevice device) {
        try {
            Optional<FileFacts> facts = FileFacts.find(path.toRealPath());
            if (facts.isPresent() && facts.get().isBlockDevice()) {
                return facts.get().deviceNumber().equals(device.number());
            }
        } catch (IOException e) {
            return path.endsWith(device.name());
        }
        return path.endsWith(device.name());
    }
}
