package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.PageCache;
import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cached pages of a file or device that is held open, without reading or writing it.
 *
 * <p>A folio may be held for moments more, by the end of its write or by a batch of another processor, so dropping is tried
 * again; but what is dirty, locked or mapped stays for good, so the tries of one view are limited in all.
 *
 * <p>Thread-safe.
 */
final class FilePages implements HostServices.OpenPages {
    private static final int MOST_TRIES = 8;
    private static final int MOST_PAUSES = 100;

    private final Linux linux;
    private final Descriptor file;
    private final PageCache cache;
    private final boolean hidden;
    private final AtomicInteger pausesLeft = new AtomicInteger(MOST_PAUSES);

    private FilePages(Linux linux, Descriptor file, boolean hidden) {
        this.linux = linux;
        this.file = file;
        this.hidden = hidden;
        cache = new PageCache(linux);
    }

    static FilePages open(Linux linux, Path path) throws IOException {
        requireKind(FileStatus.of(linux, path));
        Descriptor file = Descriptor.open(linux, path, Linux.O_RDONLY | linux.noFollow());
        try {
            FileStatus status = FileStatus.of(linux, file);
            requireKind(status);
            MountType kind = MountType.of(linux, file);
            // The nodes of devices are in such a file system too, but not what they stand for.
            if (status.isRegularFile() && kind.keepsFilesInMemory()) {
                throw new UnsupportedOperationException("the files of " + kind + " are page cache");
            }
            return new FilePages(linux, file, status.isRegularFile() && kind.hidesPages());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void requireKind(FileStatus status) {
        if (!status.isRegularFile() && !status.isBlockDevice()) {
            throw new UnsupportedOperationException("neither a file nor a block device");
        }
    }

    @Override
    public OptionalLong residentBytes(long offsetBytes, long lengthBytes) {
        long start = start(offsetBytes);
        long counted = hidden ? -1 : cache.count(file.number(), start, end(offsetBytes + lengthBytes) - start);
        return counted < 0 ? OptionalLong.empty() : OptionalLong.of(counted * cache.pageBytes());
    }

    @Override
    public void drop(long offsetBytes, long lengthBytes) throws IOException {
        long start = start(offsetBytes);
        long length = end(offsetBytes + lengthBytes) - start;
        int most = hidden ? 2 : MOST_TRIES;
        for (int tries = 1; tries <= most; tries++) {
            int result = linux.fadvise(file.number(), start, length, Linux.POSIX_FADV_DONTNEED);
            if (result < 0) {
                throw Errno.of(result).exception(file.path());
            }
            if (!hidden && cache.count(file.number(), start, length) <= 0) {
                return;
            }
            if (pausesLeft.getAndUpdate(pauses -> Math.max(0, pauses - 1)) == 0 || !pause(tries)) {
                return;
            }
        }
    }

    private long start(long offset) {
        return offset - offset % cache.pageBytes();
    }

    private long end(long offset) {
        return start(offset + cache.pageBytes() - 1);
    }

    private static boolean pause(int millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
