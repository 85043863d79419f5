package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what lies below a file or device: the disk of a partition, the file behind a loop device, the device that a file
 * system is on, the devices that a device-mapper or md device is made of.
 */
public final class StorageStack {
    /** Deeper than anything that works, so that a table that contradicts itself ends nevertheless. */
    private static final int DEEPEST = 32;

    private final DeviceTree devices;
    private final MountTable mounts;

    /** Looks things up in these tables. */
    public StorageStack(DeviceTree devices, MountTable mounts) {
        this.devices = devices;
        this.mounts = mounts;
    }

    /**
     * What lies below.
     *
     * @param exact the same bytes under other names, the file or device itself first
     * @param all these, and everything that the last of them is stored on, of which it takes unknown parts
     */
    public record Layers(List<Span> exact, List<Span> all) {
        /** Returns the names of the files among the exact layers. */
        public List<Path> files() {
            return exact.stream().flatMap(span -> span.file().stream()).toList();
        }

        /** Returns whether a byte of one is a byte of the other. */
        public boolean sharesBytesWith(Layers other) {
            return exact.stream().anyMatch(mine -> other.exact.stream().anyMatch(mine::overlaps));
        }
    }

    /** Finds what lies below a file or device. */
    public Layers below(FileFacts facts) throws IOException {
        List<Span> exact = new ArrayList<>();
        List<Span> all = new ArrayList<>();
        Bottom bottom = exact(facts, 0, Long.MAX_VALUE, exact);
        all.addAll(exact);
        store(bottom, all, 0);
        return new Layers(List.copyOf(exact), List.copyOf(all));
    }

    /** Finds the same bytes under other names, starting at a device. */
    public Layers exactly(BlockDevice device) throws IOException {
        List<Span> exact = new ArrayList<>();
        exact(device, 0, Long.MAX_VALUE, exact);
        return new Layers(List.copyOf(exact), List.copyOf(exact));
    }

    /** Where a chain of exact layers ends: at a file, or at a device, or at something unseen (all empty). */
    private record Bottom(Optional<FileFacts> file, Optional<BlockDevice> disk) {}

    /** Adds the layers that hold the same bytes, from {@code from} to {@code to} of this one. */
    private Bottom exact(FileFacts facts, long from, long to, List<Span> spans) throws IOException {
        if (!facts.isBlockDevice()) {
            spans.add(Span.of(facts, from, to));
            return new Bottom(Optional.of(facts), Optional.empty());
        }
        Optional<BlockDevice> device = devices.find(facts.deviceNumber());
        if (device.isEmpty()) {
            spans.add(Span.unknown(facts, from, to));
            return new Bottom(Optional.empty(), Optional.empty());
        }
        return exact(device.get(), from, to, spans);
    }

    private Bottom exact(BlockDevice device, long from, long to, List<Span> spans) throws IOException {
        Span span = Span.of(device, from, to);
        spans.add(span);
        Optional<BlockDevice> disk = devices.disk(device);
        Optional<DeviceTree.Backing> backing = disk.flatMap(devices::backing);
        if (backing.isEmpty() || spans.size() > DEEPEST) {
            return new Bottom(Optional.empty(), disk);
        }
        Optional<FileFacts> behind = behind(backing.get());
        if (behind.isEmpty()) {
            return new Bottom(Optional.empty(), Optional.empty());
        }
        long length = Math.min(span.end(), disk.get().sizeBytes());
        return exact(
                behind.get(),
                Span.plus(backing.get().offsetBytes(), span.start()),
                Span.plus(backing.get().offsetBytes(), length),
                spans);
    }

    /**
     * Looks at what is behind a loop device.
     *
     * @return empty if it has no name any more, or none in this mount namespace
     */
    public Optional<FileFacts> behind(DeviceTree.Backing backing) {
        try {
            return backing.deleted()
                    ? Optional.empty()
                    : FileFacts.find(backing.file()).filter(FileFacts::isCopyable);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Adds what the bottom is stored on, and so on downward. */
    private void store(Bottom bottom, List<Span> spans, int depth) throws IOException {
        if (depth > DEEPEST) {
            return;
        }
        List<BlockDevice> lower = new ArrayList<>();
        if (bottom.disk().isPresent()) {
            lower.addAll(devices.slaves(bottom.disk().get()));
        }
        if (bottom.file().isPresent()) {
            lower.addAll(devicesOf(bottom.file().get()));
        }
        for (BlockDevice device : lower) {
            List<Span> exact = new ArrayList<>();
            Bottom next = exact(device, 0, Long.MAX_VALUE, exact);
            spans.addAll(exact);
            store(next, spans, depth + 1);
        }
    }

    /** Finds the devices that a file's file system is on; none for memory, network and stacked file systems. */
    private List<BlockDevice> devicesOf(FileFacts file) throws IOException {
        Optional<BlockDevice> direct = devices.find(file.storageNumber());
        if (direct.isPresent()) {
            return List.of(direct.get());
        }
        // btrfs gives each subvolume a number of its own, which no device has.
        Optional<FileFacts> source = mounts.holding(file.path()).flatMap(StorageStack::node);
        if (source.isEmpty()) {
            return List.of();
        }
        DeviceNumber number = source.get().deviceNumber();
        List<BlockDevice> members = new ArrayList<>();
        for (DeviceTree.Btrfs volume : devices.btrfs()) {
            if (volume.members().contains(number)) {
                volume.members().forEach(member -> devices.find(member).ifPresent(members::add));
            }
        }
        if (members.isEmpty()) {
            devices.find(number).ifPresent(members::add);
        }
        return members;
    }

    /** Looks at the device node that a mount names as its source; empty if it names none. */
    public static Optional<FileFacts> node(MountTable.Mount mount) {
        if (!mount.source().startsWith("/dev/")) {
            return Optional.empty(); // a name, or a path that may be on a distant server: not worth a look
        }
        try {
            Optional<Path> path = KernelText.path(mount.source());
            return path.isEmpty()
                    ? Optional.empty()
                    : FileFacts.find(path.get().toRealPath()).filter(FileFacts::isBlockDevice);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
