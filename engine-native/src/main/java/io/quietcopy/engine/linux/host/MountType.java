package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.FileSystems;
import io.quietcopy.engine.linux.kernel.Linux;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kind of file system that an open file is on, by {@code statfs(2)}. Immutable.
 *
 * @param magic its number
 * @param below the numbers of what an overlay is made of; empty for all others, and where it cannot be found out
 */
record MountType(long magic, List<Long> below) {
    private static final Logger LOG = LoggerFactory.getLogger(MountType.class);

    /** Asks about an open file. */
    static MountType of(Linux linux, Descriptor file) throws IOException {
        long magic = FileSystems.magic(linux, file);
        return new MountType(magic, magic == FileSystems.OVERLAY ? below(linux, file) : List.of());
    }

    private static List<Long> below(Linux linux, Descriptor file) {
        try {
            return OverlayLayers.of(file).stream()
                    .map(layer -> FileSystems.magic(linux, layer))
                    .toList();
        } catch (IOException e) {
            LOG.debug("the layers of the overlay that has {} are not known: {}", file.path(), e.toString());
            return List.of();
        }
    }

    /** Returns whether {@code SEEK_HOLE} is known to tell the truth, without a flush. */
    boolean knowsHoles() {
        if (magic == FileSystems.OVERLAY) {
            return !below.isEmpty() && below.stream().allMatch(MountType::knowsHoles);
        }
        return knowsHoles(magic);
    }

    private static boolean knowsHoles(long magic) {
        return magic == FileSystems.EXT
                || magic == FileSystems.XFS
                || magic == FileSystems.BTRFS
                || magic == FileSystems.TMPFS;
    }

    /** Returns whether its files are nothing but page cache. */
    boolean keepsFilesInMemory() {
        return magic == FileSystems.TMPFS || magic == FileSystems.RAMFS;
    }

    /** Returns whether pages are looked for in another file, below, so that {@code cachestat(2)} finds none. */
    boolean hidesPages() {
        return magic == FileSystems.OVERLAY;
    }

    @Override
    public String toString() {
        return FileSystems.name(magic);
    }
}
