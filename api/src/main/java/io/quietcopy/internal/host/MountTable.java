package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The mounted file systems, from {@code mountinfo}. */
public final class MountTable {
    private static final Set<String> LOCAL_WITHOUT_DEVICE =
            Set.of("btrfs", "bcachefs", "zfs", "tmpfs", "ramfs", "rootfs", "devtmpfs", "overlay", "squashfs");

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    /**
     * A line of the table.
     *
     * @param id the number of the mount
     * @param parent the number of the mount that it stands in
     * @param device the device that the file system is on, or a number of no device
     * @param point where it is mounted
     * @param readOnly whether the mount or the whole file system refuses writes
     * @param type the type of the file system, for example {@code ext4}
     * @param source what was mounted: for many types a device node
     */
    public record Mount(
            int id, int parent, DeviceNumber device, Path point, boolean readOnly, String type, String source) {
        /** Returns whether it is on a device of this machine or in its memory, as far as is known. */
        public boolean isLocal() {
            return device.major() != 0 || LOCAL_WITHOUT_DEVICE.contains(type);
        }
    }

    /**
     * Reads the mounts that this process sees.
     *
     * @return the table, empty if there is none to be read
     * @throws IOException if it cannot be read
     */
    public static MountTable read(Host host) throws IOException {
        return parse(KernelText.lines(host.proc().resolve("self").resolve("mountinfo")));
    }

    /**
     * Reads the mounts that process 1 sees, which in a container with the host's processes are the host's. Empty if this
     * process may not look.
     */
    public static MountTable readOfInit(Host host) {
        try {
            return parse(KernelText.lines(host.proc().resolve("1").resolve("mountinfo")));
        } catch (IOException e) {
            return none();
        }
    }

    /** Returns a table without mounts, for where there is none to be read. */
    public static MountTable none() {
        return new MountTable(List.of());
    }

    static MountTable parse(List<String> lines) {
        return new MountTable(
                lines.stream().map(MountTable::mount).flatMap(Optional::stream).toList());
    }

    /** {@code 36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/sda1 rw,errors=continue}. */
    private static Optional<Mount> mount(String line) {
        List<String> fields = Arrays.asList(line.split(" ", -1));
        int dash = fields.indexOf("-");
        if (dash < 6 || fields.size() < dash + 3) {
            return Optional.empty();
        }
        Optional<DeviceNumber> device = DeviceNumber.parse(fields.get(2));
        Optional<Path> point = KernelText.path(KernelText.unescape(fields.get(4)));
        if (device.isEmpty() || point.isEmpty()) {
            return Optional.empty();
        }
        boolean readOnly = has(fields.get(5), "ro") || (fields.size() > dash + 3 && has(fields.get(dash + 3), "ro"));
        try {
            return Optional.of(new Mount(
                    Integer.parseInt(fields.get(0)),
                    Integer.parseInt(fields.get(1)),
                    device.get(),
                    point.get(),
                    readOnly,
                    fields.get(dash + 1),
                    KernelText.unescape(fields.get(dash + 2))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean has(String options, String option) {
        return Arrays.asList(options.split(",", -1)).contains(option);
    }

    /** Returns whether nothing could be read. */
    public boolean isEmpty() {
        return mounts.isEmpty();
    }

    /** Returns all mounts. */
    public Stream<Mount> stream() {
        return mounts.stream();
    }

    /** Returns the mount that covers exactly this path, the uppermost if there are several. */
    public Optional<Mount> at(Path point) {
        return holding(point).filter(mount -> mount.point().equals(point));
    }

    /**
     * Returns the mount that a path leads into. Follows the mounts from the root as the kernel does, since a mount may be
     * hidden by a later one above it.
     *
     * @param path an absolute path without symbolic links
     */
    public Optional<Mount> holding(Path path) {
        Optional<Mount> current = mounts.stream()
                .filter(mount -> mount.point().getNameCount() == 0)
                .filter(mount ->
                        mounts.stream().noneMatch(other -> other.id() == mount.parent() && other.id() != mount.id()))
                .findFirst();
        if (current.isEmpty()) {
            return longest(path); // inside a chroot the root need not be a mount
        }
        List<Mount> seen = new ArrayList<>();
        Optional<Mount> next = current;
        while (next.isPresent() && !seen.contains(next.get())) {
            seen.add(next.get());
            next = child(next.get(), path);
        }
        return Optional.of(seen.get(seen.size() - 1));
    }

    private Optional<Mount> child(Mount parent, Path path) {
        return mounts.stream()
                .filter(mount -> mount.parent() == parent.id() && mount.id() != parent.id())
                .filter(mount -> path.startsWith(mount.point()) && mount.point().startsWith(parent.point()))
                .min((a, b) ->
                        Integer.compare(a.point().getNameCount(), b.point().getNameCount()));
    }

    private Optional<Mount> longest(Path path) {
        return mounts.stream()
                .filter(mount -> path.startsWith(mount.point()))
                .reduce((best, mount) ->
                        mount.point().getNameCount() >= best.point().getNameCount() ? mount : best);
    }
}
