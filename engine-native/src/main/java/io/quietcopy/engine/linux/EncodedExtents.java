package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;

/** Finds out by {@code FIEMAP} whether a file is stored in a way that no device can read into memory as it is. Thread-safe. */
final class EncodedExtents {
    private static final int ENCODED = 0x8;
    private static final int DATA_INLINE = 0x200;
    private static final int LAST = 0x1;

    /** {@code struct fiemap}: start and length, then flags, mapped and asked-for extents, each 4 bytes. */
    private static final int HEADER_BYTES = 32;

    private static final int MAPPED = 20;
    private static final int ASKED_FOR = 24;

    /** {@code struct fiemap_extent}: the offset at 0, the length at 16, flags at 40. */
    private static final int EXTENT_BYTES = 56;

    private static final int LENGTH = 16;
    private static final int FLAGS = 40;
    private static final int EXTENTS = 64;

    private final Linux linux;
    private final int fd;

    EncodedExtents(Linux linux, int fd) {
        this.linux = linux;
        this.fd = fd;
    }

    /** Returns whether a range has compressed or inline data. Does not flush, as far as the file system obeys. */
    boolean readThroughCache(long offset, long length) {
        long at = offset;
        long end = offset + length;
        try (NativeBytes map = new NativeBytes(HEADER_BYTES + (long) EXTENTS * EXTENT_BYTES)) {
            while (at < end) {
                map.putLong(0, at)
                        .putLong(8, end - at)
                        .putInt(16, 0)
                        .putInt(MAPPED, 0)
                        .putInt(ASKED_FOR, EXTENTS);
                if (linux.ioctl(fd, Linux.FS_IOC_FIEMAP, map.address()) < 0) {
                    return false;
                }
                int found = map.getInt(MAPPED);
                long next = end;
                for (int i = 0; i < found; i++) {
                    long extent = HEADER_BYTES + (long) i * EXTENT_BYTES;
                    int flags = map.getInt(extent + FLAGS);
                    if ((flags & (ENCODED | DATA_INLINE)) != 0) {
                        return true;
                    }
                    boolean more = i == EXTENTS - 1 && (flags & LAST) == 0;
                    next = more ? map.getLong(extent) + map.getLong(extent + LENGTH) : end;
                }
                at = Math.max(at + 1, next);
            }
        }
        return false;
    }
}
