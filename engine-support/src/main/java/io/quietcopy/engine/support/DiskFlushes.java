package io.quietcopy.engine.support;

import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often anybody has had the disks flushed that lie below the sides of a transfer, by the 16th field of their {@code stat}
 * in sysfs (Documentation/block/stat.rst; Linux 5.5 and later). Only whole disks have that count, so partitions are followed to
 * theirs, and device mapper, md and loop devices to what they are made of. They are looked for when the count is first wanted, so that a
 * short copy has nothing of it.
 *
 * <p>Not thread-safe.
 */
final class DiskFlushes {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFlushes.class);

    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final int FLUSHES_FIELD = 15;
    /** Devices made of devices made of devices. */
    private static final int MOST_LEVELS = 8;

    private final Collection<Side> sides;
    private @Nullable Set<Path> disks;

    /** Starts without having looked. */
    DiskFlushes(Collection<Side> sides) {
        this.sides = List.copyOf(sides);
    }

    /** Finds the disks. There are none where a file system has no device of its own, as btrfs, overlay, FUSE and NFS have not. */
    private Set<Path> find() {
        Set<Path> found = new HashSet<>();
        for (Side side : sides) {
            collect(PastWindows.device(side), found, MOST_LEVELS);
        }
        return found;
    }

    private static void collect(long number, Set<Path> disks, int levels) {
        long major = (number >> 8 & 0xfff) | (number >> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >> 12 & 0xffffff00L);
        if (major != 0) {
            try {
                collect(DEVICES.resolve(major + ":" + minor).toRealPath(), disks, levels);
            } catch (IOException e) {
                LOG.debug("nobody knows who flushes device {}:{}: {}", major, minor, e.toString());
            }
        }
    }

    private static void collect(Path device, Set<Path> disks, int levels) throws IOException {
        Path disk = Files.exists(device.resolve("partition")) ? device.getParent() : device;
        if (levels == 0 || disk == null || !disks.add(disk.resolve("stat"))) {
            return;
        }
        Path parts = disk.resolve("slaves");
        if (Files.isDirectory(parts)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(parts)) {
                for (Path part : each) {
                    collect(part.toRealPath(), disks, levels - 1);
                }
            }
        }
        Path backing = disk.resolve("loop").resolve("backing_file");
        if (Files.exists(backing)) {
            Path file = Path.of(Files.readString(backing).strip());
            if (Files.exists(file) && Files.getAttribute(file, "unix:dev") instanceof Long below) {
                collect(below, disks, levels - 1);
            }
        }
    }

    /** Returns the number since the disks are there, or empty if nobody knows. */
    OptionalLong count() {
        Set<Path> all = disks == null ? find() : disks;
        disks = all;
        long sum = 0;
        for (Path disk : all) {
            try {
                String[] fields = Files.readString(disk, StandardCharsets.US_ASCII)
                        .strip()
                        .split(" +", -1);
                if (fields.length <= FLUSHES_FIELD) {
                    return OptionalLong.empty();
                }
                sum += Long.parseLong(fields[FLUSHES_FIELD]);
            } catch (IOException | NumberFormatException e) {
                LOG.debug("{} does not tell who flushes: {}", disk, e.toString());
                return OptionalLong.empty();
            }
        }
        return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }
}
