package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The block devices of the machine and how they stand on one another, read from sysfs anew with each question. */
public final class DeviceTree {
    /** The units of {@code size} and {@code start} in sysfs, whatever the sectors of the device. */
    private static final int SYSFS_SECTOR = 512;

    private static final String DELETED = " (deleted)";

    private final Host host;
    private final Path sys;

    /** Reads the devices of a host. */
    public DeviceTree(Host host) {
        this.host = host;
        this.sys = host.sys();
    }

    /**
     * What a loop device shows.
     *
     * @param file the file or device behind it, as the kernel names it
     * @param deleted whether that name has been removed
     * @param offsetBytes where in the file the device begins
     */
    public record Backing(Path file, boolean deleted, long offsetBytes) {}

    /**
     * The devices of one mounted btrfs.
     *
     * @param id its UUID
     * @param members the numbers of its devices
     */
    public record Btrfs(String id, Set<DeviceNumber> members) {}

    /** Finds a device by number; empty if sysfs does not know it. */
    public Optional<BlockDevice> find(DeviceNumber number) {
        return at(sys.resolve("dev").resolve("block").resolve(number.toString()));
    }

    /** Finds a device by the kernel's name. */
    public Optional<BlockDevice> named(String name) {
        return at(sys.resolve("class").resolve("block").resolve(name));
    }

    /** Finds the whole disk of a device: the device itself unless it is a partition. */
    public Optional<BlockDevice> disk(BlockDevice device) {
        return device.isPartition() ? find(device.disk()) : Optional.of(device);
    }

    /** Lists everything that shares bytes with a device: itself, its partitions, its disk, partitions that overlap it. */
    public List<BlockDevice> sharing(BlockDevice device) throws IOException {
        List<BlockDevice> sharing = new ArrayList<>();
        sharing.add(device);
        Optional<BlockDevice> disk = disk(device);
        if (disk.isPresent()) {
            List<BlockDevice> all = new ArrayList<>(partitions(disk.get()));
            all.add(disk.get());
            all.removeIf(other -> other.number().equals(device.number()) || !other.overlaps(device));
            sharing.addAll(all);
        }
        return sharing;
    }

    private List<BlockDevice> partitions(BlockDevice disk) throws IOException {
        List<BlockDevice> partitions = new ArrayList<>();
        for (String name : KernelText.names(disk.sysfs())) {
            Path folder = disk.sysfs().resolve(name);
            if (Files.exists(folder.resolve("partition"))) {
                at(folder).ifPresent(partitions::add);
            }
        }
        return partitions;
    }

    /** Lists the devices that have this one open as theirs: device-mapper, md, bcache. */
    public List<BlockDevice> holders(BlockDevice device) throws IOException {
        return linked(device, "holders");
    }

    /** Lists the devices that this one is made of. */
    public List<BlockDevice> slaves(BlockDevice device) throws IOException {
        return linked(device, "slaves");
    }

    private List<BlockDevice> linked(BlockDevice device, String folder) throws IOException {
        List<BlockDevice> devices = new ArrayList<>();
        Path links = device.sysfs().resolve(folder);
        for (String name : KernelText.names(links)) {
            at(links.resolve(name)).or(() -> named(name)).ifPresent(devices::add);
        }
        return devices;
    }

    /** Lists the loop devices that have something behind them. */
    public List<BlockDevice> loops() throws IOException {
        List<BlockDevice> loops = new ArrayList<>();
        Path block = sys.resolve("block");
        for (String name : KernelText.names(block)) {
            if (name.startsWith("loop") && Files.exists(block.resolve(name).resolve("loop"))) {
                at(block.resolve(name)).ifPresent(loops::add);
            }
        }
        return loops;
    }

    /** Returns what a loop device shows; empty if the device is none, or shows a name that Java cannot carry. */
    public Optional<Backing> backing(BlockDevice device) {
        Path loop = device.sysfs().resolve("loop");
        Optional<String> text = KernelText.value(loop.resolve("backing_file"));
        if (text.isEmpty() || text.get().isEmpty()) {
            return Optional.empty();
        }
        long offset = KernelText.number(loop.resolve("offset")).orElse(0);
        String name = text.get();
        Optional<Path> asIs = KernelText.path(name);
        // A file may really be called "x (deleted)", so the name as it stands goes first.
        if (name.endsWith(DELETED) && !asIs.map(Files::exists).orElse(false)) {
            return KernelText.path(name.substring(0, name.length() - DELETED.length()))
                    .map(path -> new Backing(path, true, offset));
        }
        return asIs.map(path -> new Backing(path, false, offset));
    }

    /** Lists the btrfs file systems that are mounted anywhere, with all their devices. */
    public List<Btrfs> btrfs() throws IOException {
        List<Btrfs> found = new ArrayList<>();
        Path root = sys.resolve("fs").resolve("btrfs");
        for (String id : KernelText.names(root)) {
            Set<DeviceNumber> members =
                    new TreeSet<>(Comparator.comparingInt(DeviceNumber::major).thenComparingInt(DeviceNumber::minor));
            Path devices = root.resolve(id).resolve("devices");
            for (String name : KernelText.names(devices)) {
                at(devices.resolve(name)).or(() -> named(name)).ifPresent(device -> members.add(device.number()));
            }
            if (!members.isEmpty()) {
                found.add(new Btrfs(id, members));
            }
        }
        return found;
    }

    /**
     * Returns the type of a file system that is mounted from a device somewhere, perhaps in a mount namespace that this
     * process does not see: several file systems keep a folder by the name of their device.
     */
    public Optional<String> fileSystemOn(BlockDevice device) throws IOException {
        Path root = sys.resolve("fs");
        for (String type : KernelText.names(root)) {
            if (Files.exists(root.resolve(type).resolve(device.name()))) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the length of a file or device.
     *
     * @throws IOException if a device that sysfs does not know cannot be opened for reading
     */
    public long length(FileFacts facts) throws IOException {
        if (!facts.isBlockDevice()) {
            return facts.sizeBytes();
        }
        Optional<BlockDevice> device = find(facts.deviceNumber());
        if (device.isPresent()) {
            return device.get().sizeBytes();
        }
        try (FileChannel channel = FileChannel.open(facts.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return channel.size();
        }
    }

    /** Returns the logical block size of a device, or of the device below a file; 4096 where it cannot be found out. */
    public int logicalBlockBytes(FileFacts facts) throws IOException {
        Optional<BlockDevice> device = find(facts.isBlockDevice() ? facts.deviceNumber() : facts.storageNumber());
        if (device.isPresent()) {
            return device.get().logicalBlockBytes();
        }
        if (facts.isBlockDevice() && host.services().isPresent()) {
            try {
                return host.services().get().logicalBlockBytes(facts.path());
            } catch (UnsupportedOperationException e) {
                return BlockDevice.UNKNOWN_BLOCK_BYTES;
            }
        }
        return BlockDevice.UNKNOWN_BLOCK_BYTES;
    }

    private Optional<BlockDevice> at(Path link) {
        Path folder;
        try {
            folder = link.toRealPath();
        } catch (IOException e) {
            return Optional.empty(); // not there, or just gone
        }
        Path name = folder.getFileName();
        Optional<DeviceNumber> number = KernelText.value(folder.resolve("dev")).flatMap(DeviceNumber::parse);
        if (name == null || number.isEmpty()) {
            return Optional.empty();
        }
        Path disk = folder;
        DeviceNumber diskNumber = number.get();
        Path parent = folder.getParent();
        if (parent != null && Files.exists(folder.resolve("partition"))) {
            disk = parent;
            diskNumber = KernelText.value(parent.resolve("dev"))
                    .flatMap(DeviceNumber::parse)
                    .orElse(diskNumber);
        }
        return Optional.of(new BlockDevice(
                number.get(),
                name.toString(),
                folder,
                diskNumber,
                KernelText.number(folder.resolve("start")).orElse(0) * SYSFS_SECTOR,
                KernelText.number(folder.resolve("size")).orElse(0) * SYSFS_SECTOR,
                KernelText.number(folder.resolve("ro")).orElse(0) != 0,
                (int) KernelText.number(disk.resolve("queue").resolve("logical_block_size"))
                        .orElse(BlockDevice.UNKNOWN_BLOCK_BYTES)));
    }
}
