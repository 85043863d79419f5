package io.quietcopy.internal.host;

import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A {@code /proc} and a {@code /sys} in a folder, laid out as the kernel does it, for devices that this machine does not
 * have: device-mapper, md, multipath, btrfs of several devices.
 */
public final class RecordedSystem {
    private final Path root;

    /** Begins with a root file system and no devices. */
    public RecordedSystem(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        Files.createDirectories(root.resolve("sys/dev/block"));
        Files.createDirectories(root.resolve("sys/class/block"));
        Files.createDirectories(root.resolve("sys/block"));
        mountinfo("22 1 259:99 / / rw,relatime - ext4 /dev/root rw");
        swaps();
    }

    /** Returns the host that these trees make. */
    public Host host() {
        return new Host(Optional.empty(), root.resolve("proc"), root.resolve("sys"));
    }

    /** Returns the host that these trees make, with host services. */
    public Host host(HostServices services) {
        return new Host(Optional.of(services), root.resolve("proc"), root.resolve("sys"));
    }

    /** Returns the folder of a device in sysfs. */
    public Path device(String name) throws IOException {
        return root.resolve("sys/class/block").resolve(name).toRealPath();
    }

    /** Adds a whole disk. */
    public RecordedSystem disk(String name, String number, long sectors) throws IOException {
        Path folder = Files.createDirectories(
                root.resolve("sys/devices/virtual/block").resolve(name));
        Machine.write(folder.resolve("queue/logical_block_size"), "512\n");
        Files.createSymbolicLink(root.resolve("sys/block").resolve(name), folder);
        return attributes(folder, name, number, sectors);
    }

    /** Adds a partition to a disk. */
    public RecordedSystem partition(String disk, String name, String number, long start, long sectors)
            throws IOException {
        Path folder = Files.createDirectories(device(disk).resolve(name));
        Machine.write(folder.resolve("partition"), "1\n");
        Machine.write(folder.resolve("start"), start + "\n");
        return attributes(folder, name, number, sectors);
    }

    private RecordedSystem attributes(Path folder, String name, String number, long sectors) throws IOException {
        Machine.write(folder.resolve("dev"), number + "\n");
        Machine.write(folder.resolve("size"), sectors + "\n");
        Machine.write(folder.resolve("ro"), "0\n");
        Files.createDirectories(folder.resolve("holders"));
        Files.createDirectories(folder.resolve("slaves"));
        Files.createSymbolicLink(root.resolve("sys/dev/block").resolve(number), folder);
        Files.createSymbolicLink(root.resolve("sys/class/block").resolve(name), folder);
        return this;
    }

    /** Lets one device be made of another. */
    public RecordedSystem holds(String holder, String held) throws IOException {
        Files.createSymbolicLink(device(held).resolve("holders").resolve(holder), device(holder));
        Files.createSymbolicLink(device(holder).resolve("slaves").resolve(held), device(held));
        return this;
    }

    /** Gives a device its device-mapper name. */
    public RecordedSystem mapped(String name, String mapperName) throws IOException {
        Machine.write(device(name).resolve("dm/name"), mapperName + "\n");
        return this;
    }

    /** Puts something behind a loop device. */
    public RecordedSystem backing(String loop, String shown, long offset) throws IOException {
        Machine.write(device(loop).resolve("loop/backing_file"), shown + "\n");
        Machine.write(device(loop).resolve("loop/offset"), offset + "\n");
        return this;
    }

    /** Mounts a btrfs of these devices. */
    public RecordedSystem btrfs(String id, String... members) throws IOException {
        Path devices =
                Files.createDirectories(root.resolve("sys/fs/btrfs").resolve(id).resolve("devices"));
        for (String member : members) {
            Files.createSymbolicLink(devices.resolve(member), device(member));
        }
        return this;
    }

    /** Lets a file system keep a folder for a device it is mounted from. */
    public RecordedSystem fileSystemFolder(String type, String device) throws IOException {
        Files.createDirectories(root.resolve("sys/fs").resolve(type).resolve(device));
        return this;
    }

    /** Sets the table of mounts. */
    public RecordedSystem mountinfo(String... lines) throws IOException {
        Machine.write(root.resolve("proc/self/mountinfo"), String.join("\n", lines) + "\n");
        return this;
    }

    /** Sets the table of mounts of process 1. */
    public RecordedSystem mountinfoOfInit(String... lines) throws IOException {
        Machine.write(root.resolve("proc/1/mountinfo"), String.join("\n", lines) + "\n");
        return this;
    }

    /** Sets the table of swap spaces. */
    public RecordedSystem swaps(String... lines) throws IOException {
        Machine.write(
                root.resolve("proc/swaps"),
                "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" + String.join("\n", lines) + "\n");
        return this;
    }

    /** Takes a file or folder away. */
    public RecordedSystem without(String path) throws IOException {
        Machine.run("rm", "-r", root.resolve(path).toString());
        return this;
    }
}
