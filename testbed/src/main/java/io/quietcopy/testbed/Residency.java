package io.quietcopy.testbed;

import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;

/**
 * How much of a file or block device was in the page cache at one moment.
 *
 * <p>Counted by {@code cachestat(2)} and, up to 4 GiB, by {@code mincore(2)} as a second opinion; measuring reads nothing
 * into the cache. What to know:
 *
 * <ul>
 *   <li>On an overlay {@code cachestat} says 0, since the pages belong to the file below; {@code mincore} finds them.
 *   <li>The pages of a block device vanish with its last user: {@link #holdOpen}.
 *   <li>On tmpfs everything is always cached.
 *   <li>{@code mincore} says "all" of a file that the caller neither owns nor may write. Be root, or the owner.
 *   <li>A page counts whole, also the last one of a file that ends within it. Large folios count by pages.
 *   <li>Readahead, and a comparison of contents, put pages into the cache. Measure first, compare afterwards.
 * </ul>
 *
 * <p>Immutable.
 */
public final class Residency {

    private static final long MINCORE_LIMIT_BYTES = 4L << 30;
    private static final long MINCORE_WINDOW_BYTES = 1L << 30;
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final Duration EVICT_LIMIT = Duration.ofSeconds(1);
    private static final int PAGE_BYTES = pageSize();

    private final long cachestatPages;
    private final long mincorePages;
    private final long dirtyPages;
    private final long writebackPages;

    private Residency(long cachestatPages, long mincorePages, long dirtyPages, long writebackPages) {
        this.cachestatPages = cachestatPages;
        this.mincorePages = mincorePages;
        this.dirtyPages = dirtyPages;
        this.writebackPages = writebackPages;
    }

    /**
     * Measures a whole file or block device.
     *
     * @throws IOException if it cannot be opened for reading, or neither system call works
     */
    public static Residency of(Path path) throws IOException {
        return of(path, 0, Long.MAX_VALUE);
    }

    /**
     * Measures the pages that the range touches.
     *
     * @param offsetBytes where the range begins
     * @param lengthBytes its length; it ends with the file at the latest
     * @throws IOException if the file cannot be opened for reading, or neither system call works
     */
    public static Residency of(Path path, long offsetBytes, long lengthBytes) throws IOException {
        if (offsetBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException("range of " + lengthBytes + " bytes at " + offsetBytes);
        }
        try (Libc.Descriptor file = Libc.Descriptor.open(path, Libc.O_RDONLY)) {
            long end = Math.min(Libc.lseek(file.fd(), 0, 2), saturatedSum(offsetBytes, lengthBytes));
            return measure(file, offsetBytes, Math.max(0, end - offsetBytes));
        }
    }

    /**
     * Holds a block device open until the result is closed. The kernel drops all pages of a block device when its last user
     * closes it (a mount is a user), so whoever wants to know what a copy leaves behind has to hold the device open from
     * before the copy until after measuring.
     *
     * @throws IOException if it cannot be opened for reading
     */
    public static Closeable holdOpen(Path device) throws IOException {
        return FileChannel.open(device, StandardOpenOption.READ);
    }

    /**
     * Writes back and drops what is cached of a file or block device.
     *
     * @return the bytes that are cached nevertheless after a second of trying; somebody maps or locks them, or it is a tmpfs
     * @throws IOException if writing back fails
     */
    public static long evict(Path path) throws IOException {
        try (Libc.Descriptor file = Libc.Descriptor.open(path, Libc.O_RDONLY)) {
            long length = Libc.lseek(file.fd(), 0, 2);
            if (Files.isRegularFile(path)
                    && IN_MEMORY.contains(Files.getFileStore(path).type())) {
                return measure(file, 0, length).bytes(); // nothing else to wait for
            }
            // a folio may be held for moments more: by the end of its write, or by a batch of another processor
            Await.until(EVICT_LIMIT, () -> {
                if (Libc.fdatasync(file.fd()) != 0) {
                    throw Libc.failure("fdatasync", path);
                }
                int errno = Libc.posix_fadvise(file.fd(), 0, 0, Libc.POSIX_FADV_DONTNEED);
                if (errno != 0) {
                    throw new IOException("posix_fadvise on " + path + ": " + Libc.strerror(errno));
                }
                return measure(file, 0, length).bytes() == 0;
            });
            return measure(file, 0, length).bytes();
        }
    }

    /**
     * Reads a file or block device through the page cache, as a neighbour would.
     *
     * @throws IOException if reading fails
     */
    public static void warm(Path path) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                buffer.clear();
            }
        }
    }

    /** Returns the size of a page in bytes. */
    public static int pageBytes() {
        return PAGE_BYTES;
    }

    /** Returns the cached pages: the larger one of the two opinions. */
    public long pages() {
        return Math.max(cachestatPages, mincorePages);
    }

    /** Returns the cached pages, in bytes. */
    public long bytes() {
        return pages() * PAGE_BYTES;
    }

    /** Returns the pages that {@code cachestat} counted, -1 if it does not work here. */
    public long cachestatPages() {
        return cachestatPages;
    }

    /** Returns the pages that {@code mincore} counted, -1 if the range is too long for it or the file cannot be mapped. */
    public long mincorePages() {
        return mincorePages;
    }

    /** Returns the cached pages that are still to be written, by {@code cachestat}; 0 if it does not work here. */
    public long dirtyPages() {
        return dirtyPages;
    }

    /** Returns the cached pages that are being written, by {@code cachestat}; 0 if it does not work here. */
    public long writebackPages() {
        return writebackPages;
    }

    @Override
    public String toString() {
        return pages() + " pages cached (" + bytes() + " bytes; cachestat " + cachestatPages + ", mincore "
                + mincorePages + "), " + dirtyPages + " dirty, " + writebackPages + " in writeback";
    }

    static boolean cachestatWorks() {
        byte[] range = new byte[16];
        Libc.syscall(Libc.SYS_CACHESTAT, -1, range, new byte[40], 0);
        return Native.getLastError() != Libc.ENOSYS && Native.getLastError() != Libc.EPERM;
    }

    static Residency measure(Libc.Descriptor file, long offset, long length) throws IOException {
        if (length == 0) {
            return new Residency(0, 0, 0, 0); // to the kernel a length of 0 means "to the end"
        }
        ByteBuffer range = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        range.putLong(offset).putLong(length);
        ByteBuffer counts = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
        boolean counted = Libc.syscall(Libc.SYS_CACHESTAT, file.fd(), range.array(), counts.array(), 0) == 0;
        int errno = counted ? 0 : Native.getLastError();
        long mincorePages = !counted || length <= MINCORE_LIMIT_BYTES ? mincore(file, offset, length) : -1;
        if (!counted && mincorePages < 0) {
            throw new IOException("cachestat on " + file.path() + ": " + Libc.strerror(errno));
        }
        return new Residency(
                counted ? counts.getLong(0) : -1,
                mincorePages,
                counted ? counts.getLong(8) : 0,
                counted ? counts.getLong(16) : 0);
    }

    private static long mincore(Libc.Descriptor file, long offset, long length) throws IOException {
        long pages = 0;
        long end = offset + length;
        long start = offset - offset % PAGE_BYTES;
        for (long at = start; at < end; at += MINCORE_WINDOW_BYTES) {
            long window = Math.min(MINCORE_WINDOW_BYTES, end - at);
            long address = Libc.mmap(0, window, Libc.PROT_READ, Libc.MAP_SHARED, file.fd(), at);
            if (address == -1 && Native.getLastError() == Libc.ENODEV) {
                return -1; // FUSE past the page cache cannot be mapped
            }
            if (address == -1) {
                throw Libc.failure("mmap", file.path());
            }
            byte[] vector = new byte[(int) ((window + PAGE_BYTES - 1) / PAGE_BYTES)];
            try {
                if (Libc.mincore(address, window, vector) != 0) {
                    throw Libc.failure("mincore", file.path());
                }
            } finally {
                Libc.munmap(address, window);
            }
            for (byte page : vector) {
                pages += page & 1;
            }
        }
        return pages;
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** This class has to load where JNA does not work, to say so. */
    private static int pageSize() {
        try {
            return Libc.getpagesize();
        } catch (LinkageError e) {
            return 4096;
        }
    }
}
