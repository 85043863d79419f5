package io.quietcopy.testbed;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or block device that is held open to look at its pages in the cache: whatever gets its name meanwhile, and without losing the
 * POSIX locks of this process on it, which go when any descriptor of it is closed.
 *
 * <p>Thread-safe but for {@link #close()}.
 */
public final class CachedFile implements Closeable {
    private final Libc.Descriptor file;

    private CachedFile(Libc.Descriptor file) {
        this.file = file;
    }

    /**
     * Opens it for reading.
     *
     * @throws IOException if that fails
     */
    public static CachedFile open(Path path) throws IOException {
        return new CachedFile(Libc.Descriptor.open(path, Libc.O_RDONLY));
    }

    /**
     * Measures the pages that the range touches.
     *
     * @param offsetBytes where the range begins
     * @param lengthBytes its length, at least 1
     * @throws IOException if neither system call works
     */
    public Residency residency(long offsetBytes, long lengthBytes) throws IOException {
        return Residency.measure(file, offsetBytes, lengthBytes);
    }

    /**
     * Drops the pages that the range touches, as far as they are written back and nobody holds them.
     *
     * @param offsetBytes where the range begins
     * @param lengthBytes its length, at least 1
     * @throws IOException if the system refuses
     */
    public void drop(long offsetBytes, long lengthBytes) throws IOException {
        // The kernel drops only pages that lie within the range as a whole.
        int page = Residency.pageBytes();
        long begin = offsetBytes - offsetBytes % page;
        long length = (offsetBytes + lengthBytes - begin + page - 1) / page * page;
        int errno = Libc.posix_fadvise(file.fd(), begin, length, Libc.POSIX_FADV_DONTNEED);
        if (errno != 0) {
            throw new IOException("posix_fadvise on " + file.path() + ": " + Libc.strerror(errno));
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
