package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kind of file system that an open file is on, by {@code statfs(2)}. Immutable.
 *
 * @param magic its number
 * @param below the numbers of what an overlay is made of; empty for all others, and where it cannot be found out
 */
record MountType(long magic, List<Long> below) {
    static final long TMPFS = 0x01021994;
    static final long OVERLAY = 0x794c7630;
    private static final long EXT = 0xef53;
    private static final long XFS = 0x58465342;
    private static final long BTRFS = 0x9123683eL;

    private static final Logger LOG = LoggerFactory.getLogger(MountType.class);
    private static final Map<Long, String> NAMES =
            Map.of(EXT, "ext4", XFS, "xfs", BTRFS, "btrfs", TMPFS, "tmpfs", OVERLAY, "overlay", 0x6969L, "nfs");
    private static final int STATFS_BYTES = 256;

    /** Asks about an open file. */
    static MountType of(Linux linux, Descriptor file) throws IOException {
        long magic;
        try (NativeBytes answer = new NativeBytes(STATFS_BYTES)) {
            int result = linux.fstatfs(file.number(), answer.address());
            if (result < 0) {
                throw Errno.of(result).exception(file.path());
            }
            magic = answer.getLong(0);
        }
        return new MountType(magic, magic == OVERLAY ? below(linux, file) : List.of());
    }

    private static List<Long> below(Linux linux, Descriptor file) {
        try {
            return OverlayLayers.of(file).stream()
                    .map(layer -> magic(linux, layer))
                    .toList();
        } catch (IOException e) {
            LOG.debug("the layers of the overlay that has {} are not known: {}", file.path(), e.toString());
            return List.of();
        }
    }

    private static long magic(Linux linux, Path path) {
        try (NativeBytes answer = new NativeBytes(STATFS_BYTES)) {
            int result = linux.statfs(path, answer.address());
            return result < 0 ? 0 : answer.getLong(0);
        }
    }

    /** Returns whether {@code SEEK_HOLE} is known to tell the truth, without a flush. */
    boolean knowsHoles() {
        if (magic == OVERLAY) {
            return !below.isEmpty() && below.stream().allMatch(MountType::knowsHoles);
        }
        return knowsHoles(magic);
    }

    private static boolean knowsHoles(long magic) {
        return magic == EXT || magic == XFS || magic == BTRFS || magic == TMPFS;
    }

    /** Returns whether pages are looked for in another file, below, so that {@code cachestat(2)} finds none. */
    boolean hidesPages() {
        return magic == OVERLAY;
    }

    @Override
    public String toString() {
        return NAMES.getOrDefault(magic, "a file system of type 0x" + Long.toHexString(magic));
    }
}
