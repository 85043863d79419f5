package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.PageCache;
import io.quietcopy.engine.support.IoFailureException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pages that writing to the target has put into the page cache, kept few: write-back begins right after each write, and two
 * batches behind it is waited for and the pages are dropped.
 *
 * <pre>{@code
 *    written ─▶ | newest: being written back | older: being written back | ─▶ waited for, dropped
 *                      8 MiB                         8 MiB
 * }</pre>
 *
 * <p>So no more than two batches beyond what is in flight are ever dirty, and a writer that is faster than the storage waits here
 * instead of filling memory. One thread at a time waits and drops; the others find the lock taken when they come to tell what they have
 * written, and wait too.
 *
 * <p>Nothing here makes data durable: {@code sync_file_range(2)} neither writes metadata nor flushes a disk's own cache.
 *
 * <p>Thread-safe.
 */
final class TargetPages {
    private static final long BATCH_BYTES = 8L << 20;
    private static final int MOST_TRIES = 10;
    private static final int WRITE_AND_WAIT =
            Linux.SYNC_FILE_RANGE_WAIT_BEFORE | Linux.SYNC_FILE_RANGE_WRITE | Linux.SYNC_FILE_RANGE_WAIT_AFTER;

    private final Linux linux;
    private final PageCache cache;
    private final int fd;
    private final boolean hidden;
    private final ReentrantLock lock = new ReentrantLock();
    private Ranges newest = new Ranges();
    private Ranges older = new Ranges();
    private long lowest = Long.MAX_VALUE;
    private long highest;

    TargetPages(Linux linux, OpenFile target) {
        this.linux = linux;
        fd = target.plain();
        hidden = target.hidesPages();
        cache = new PageCache(linux);
    }

    /** Bytes have been written past the cache, as far as anybody knows. */
    void writtenDirectly(long offset, long bytes) {
        lock.lock();
        try {
            reach(offset, bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes have been written through the cache. May wait for earlier ones. */
    void written(long offset, long bytes) throws IoFailureException {
        if (!hidden) {
            require(linux.syncFileRange(fd, offset, bytes, Linux.SYNC_FILE_RANGE_WRITE));
        }
        lock.lock();
        try {
            reach(offset, bytes);
            newest.add(pageStart(offset), pageEnd(offset + bytes));
            if (newest.bytes() >= BATCH_BYTES) {
                Ranges settled = older;
                older = newest;
                newest = new Ranges();
                settle(settled);
            }
        } finally {
            lock.unlock();
        }
    }

    private void reach(long offset, long bytes) {
        lowest = Math.min(lowest, pageStart(offset));
        highest = Math.max(highest, pageEnd(offset + bytes));
    }

    private long pageStart(long offset) {
        return offset - offset % cache.pageBytes();
    }

    private long pageEnd(long offset) {
        return pageStart(offset + cache.pageBytes() - 1);
    }

    private void settle(Ranges batch) throws IoFailureException {
        batch.<IoFailureException>forEach((from, to) -> {
            writeBack(from, to);
            linux.fadvise(fd, from, to - from, Linux.POSIX_FADV_DONTNEED);
        });
    }

    private void writeBack(long from, long to) throws IoFailureException {
        int result;
        do {
            // On an overlay sync_file_range looks for pages where there are none; a flush goes to the file below.
            result = hidden ? linux.fdatasync(fd) : linux.syncFileRange(fd, from, to - from, WRITE_AND_WAIT);
        } while (Errno.EINTR.is(result));
        require(result);
    }

    private static void require(int result) throws IoFailureException {
        if (result < 0 && !Errno.EINTR.is(result)) {
            throw Failures.flush("writing back", result);
        }
    }

    /** Writes back and drops whatever is left of what was written, on whatever way. Nothing else may be under way. */
    void finish() throws IoFailureException {
        lock.lock();
        try {
            settle(older);
            settle(newest);
            older = new Ranges();
            newest = new Ranges();
            if (highest > lowest) {
                drop(lowest, highest);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes back and drops what is in the cache of a range. A folio may be held for moments more, by the end of its write or by
     * a batch of another processor, so this is tried a few times.
     */
    void drop(long from, long to) throws IoFailureException {
        long start = pageStart(from);
        long length = pageEnd(to) - start;
        int most = hidden ? 2 : MOST_TRIES;
        for (int tries = 0; tries < most; tries++) {
            if (cached(start, length) == 0) {
                return;
            }
            if (tries > 1) {
                pause(tries);
            }
            writeBack(start, start + length);
            linux.fadvise(fd, start, length, Linux.POSIX_FADV_DONTNEED);
        }
    }

    /** Returns how many pages of a range are cached, negative if nobody can tell. */
    private long cached(long start, long length) {
        return hidden ? -1 : cache.count(fd, start, length);
    }

    private static void pause(int tries) {
        try {
            Thread.sleep(tries);
        } catch (InterruptedException e) {
            // Nobody interrupts the threads of a session but to end it, and this is its end.
            Thread.currentThread().interrupt();
        }
    }
}
