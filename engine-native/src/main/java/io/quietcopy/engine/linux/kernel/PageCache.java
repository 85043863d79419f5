package io.quietcopy.engine.linux.kernel;

/**
 * Looks at which pages of a file or device are in the page cache, without reading any into it.
 *
 * <p>{@code cachestat(2)} (Linux 6.5) counts the pages of any range at the cost of those that are there. It answers 0 on an
 * overlay, whose pages belong to the file below. {@code mincore(2)} sees those too, and which page is which, at the cost of all
 * pages of the range; but it calls every page cached in a file that this user neither owns nor may write. Thread-safe.
 */
public final class PageCache {
    /** So much of a file is mapped at once. */
    private static final long WINDOW_BYTES = 1L << 30;

    private final Linux linux;
    private final int pageBytes;

    /** Makes a view of the page cache. */
    public PageCache(Linux linux) {
        this.linux = linux;
        pageBytes = linux.pageBytes();
    }

    /** Returns the size of a page. */
    public int pageBytes() {
        return pageBytes;
    }

    /**
     * Counts by {@code cachestat(2)}.
     *
     * @param length the length of the range; 0 means up to the end
     * @return pages, or a negative error number
     */
    public long count(int fd, long offset, long length) {
        try (NativeBytes range = new NativeBytes(16);
                NativeBytes counts = new NativeBytes(40)) {
            range.putLong(0, offset).putLong(8, length);
            int result = linux.cachestat(fd, range.address(), counts.address());
            return result < 0 ? result : counts.getLong(0);
        }
    }

    /** Takes the pages of a range, in their order. */
    @FunctionalInterface
    public interface Pages {
        /**
         * Takes some pages.
         *
         * @param firstOffset where the first of them is in the file
         * @param present for each page a byte whose lowest bit tells whether it is cached
         */
        void take(long firstOffset, byte[] present);
    }

    /**
     * Tells of each page of a range whether it is cached, by {@code mincore(2)}.
     *
     * @param offset where the range begins; a multiple of the page size
     * @param length at least 1; the range ends with the file at the latest
     * @return 0, or a negative error number
     */
    public long each(int fd, long offset, long length, Pages pages) {
        long end = offset + length;
        for (long at = offset; at < end; at += WINDOW_BYTES) {
            long window = Math.min(WINDOW_BYTES, end - at);
            long address = linux.mapFile(fd, at, window);
            if (address < 0) {
                return address;
            }
            long count = (window + pageBytes - 1) / pageBytes;
            try (NativeBytes present = new NativeBytes(count)) {
                int result = linux.mincore(address, window, present.address());
                if (result < 0) {
                    return result;
                }
                pages.take(at, present.first(count));
            } finally {
                linux.unmap(address, window);
            }
        }
        return 0;
    }
}
