package io.quietcopy.internal.preflight;

import io.quietcopy.internal.host.DeviceTree;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.internal.host.StorageStack;
import io.quietcopy.internal.host.Swaps;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's tables as they were when a check began.
 *
 * @param host where they were read
 * @param devices the block devices
 * @param mounts the mounts that this process sees
 * @param mountsOfInit the mounts that process 1 sees
 * @param swaps the swap spaces in use
 * @param stack what lies below what
 * @param gaps the tables that could not be read
 */
record Surroundings(
        Host host,
        DeviceTree devices,
        MountTable mounts,
        MountTable mountsOfInit,
        List<Swaps.Swap> swaps,
        StorageStack stack,
        List<String> gaps) {

    static Surroundings look(Host host) {
        List<String> gaps = new ArrayList<>();
        DeviceTree devices = new DeviceTree(host);
        MountTable mounts;
        try {
            mounts = MountTable.read(host);
        } catch (IOException e) {
            mounts = MountTable.none();
        }
        if (mounts.isEmpty()) {
            gaps.add("the table of mounts");
        }
        List<Swaps.Swap> swaps;
        try {
            swaps = Swaps.read(host);
        } catch (IOException e) {
            swaps = List.of();
            gaps.add("the table of swap spaces");
        }
        if (!Files.isDirectory(host.sys().resolve("dev").resolve("block"))) {
            gaps.add("the block devices in sysfs");
        }
        return new Surroundings(
                host,
                devices,
                mounts,
                MountTable.readOfInit(host),
                swaps,
                new StorageStack(devices, mounts),
                List.copyOf(gaps));
    }
}
