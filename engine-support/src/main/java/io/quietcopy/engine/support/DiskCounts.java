package io.quietcopy.engine.support;

import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the disks below the sides of a transfer have done, by their {@code stat} in sysfs (Documentation/block/stat.rst): how often
 * anybody has had them flushed (Linux 5.5 and later), and how many reads and writes they have done for anybody. Only whole
 * disks count flushes, so partitions are followed to theirs, and device mapper, md and loop devices to what they are made of. They are
 * looked for when a count is first wanted, so that a short copy has nothing of it.
 *
 * <p>Not thread-safe.
 */
final class DiskCounts {
    private static final Logger LOG = LoggerFactory.getLogger(DiskCounts.class);

    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final int READS_FIELD = 0;
    private static final int WRITES_FIELD = 4;
    private static final int FLUSHES_FIELD = 15;
    /** Devices made of devices made of devices. */
    private static final int MOST_LEVELS = 8;

    /**
     * What was done since the disks are there.
     *
     * @param flushes of all of them
     * @param requests reads and writes of those that are not made of others
     */
    record Counts(long flushes, long requests) {}

    /** A directory in sysfs, and whether the device is made of others there. */
    private record Disk(Path stat, boolean madeOfOthers) {}

    private final Collection<Side> sides;
    private @Nullable Collection<Disk> disks;

    /** Starts without having looked. */
    DiskCounts(Collection<Side> sides) {
        this.sides = List.copyOf(sides);
    }

    /** Finds the disks. There are none where a file system has no device of its own, as btrfs, overlay, FUSE and NFS have not. */
    private Collection<Disk> find() {
        Map<Path, Disk> found = new HashMap<>();
        for (Side side : sides) {
            collect(PastWindows.device(side), found, MOST_LEVELS);
        }
        return found.values();
    }

    /** Returns whether there are any. */
    private static boolean collect(long number, Map<Path, Disk> found, int levels) {
        long major = (number >> 8 & 0xfff) | (number >> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >> 12 & 0xffffff00L);
        if (major == 0) {
            return false;
        }
        try {
            collect(DEVICES.resolve(major + ":" + minor).toRealPath(), found, levels);
            return true;
        } catch (IOException e) {
            LOG.debug("nobody knows who uses device {}:{}: {}", major, minor, e.toString());
            return false;
        }
    }

    private static void collect(Path device, Map<Path, Disk> found, int levels) throws IOException {
        Path disk = Files.exists(device.resolve("partition")) ? device.getParent() : device;
        if (levels == 0 || disk == null || found.containsKey(disk)) {
            return;
        }
        boolean madeOfOthers = false;
        Path parts = disk.resolve("slaves");
        if (Files.isDirectory(parts)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(parts)) {
                for (Path part : each) {
                    collect(part.toRealPath(), found, levels - 1);
                    madeOfOthers = true;
                }
            }
        }
        Path backing = disk.resolve("loop").resolve("backing_file");
        if (Files.exists(backing)) {
            Path file = Path.of(Files.readString(backing).strip());
            if (Files.exists(file) && Files.getAttribute(file, "unix:dev") instanceof Long below) {
                madeOfOthers |= collect(below, found, levels - 1);
            }
        }
        found.put(disk, new Disk(disk.resolve("stat"), madeOfOthers));
    }

    /** Returns what was done so far, or empty if nobody knows. */
    Optional<Counts> get() {
        Collection<Disk> all = disks == null ? find() : disks;
        disks = all;
        long flushes = 0;
        long requests = 0;
        for (Disk disk : all) {
            try {
                String[] fields = Files.readString(disk.stat, StandardCharsets.US_ASCII)
                        .strip()
                        .split(" +", -1);
                if (fields.length <= FLUSHES_FIELD) {
                    return Optional.empty();
                }
                flushes += Long.parseLong(fields[FLUSHES_FIELD]);
                if (!disk.madeOfOthers) {
                    requests += Long.parseLong(fields[READS_FIELD]) + Long.parseLong(fields[WRITES_FIELD]);
                }
            } catch (IOException | NumberFormatException e) {
                LOG.debug("{} does not tell who uses the disk: {}", disk.stat, e.toString());
                return Optional.empty();
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Counts(flushes, requests));
    }
}
