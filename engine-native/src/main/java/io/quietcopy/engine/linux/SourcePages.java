package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.PageCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pages of the source that reading brings into the page cache: noted, and dropped. What was there before stays, for somebody
 * else wants it.
 *
 * <p>The file is looked at in chunks, each before anything in it or right before it is read:
 *
 * <pre>{@code
 *   chunks      |   dropped   |  has been read  | is being read   | looked at already |
 *                                                      ──▶ read ahead ──▶
 * }</pre>
 *
 * <p>One chunk ahead, since the kernel may read more than was asked for, and what it has read must not be taken for somebody
 * else's: {@code POSIX_FADV_RANDOM} does not stop it where it meets a page that another reader's read-ahead has marked, and
 * btrfs takes in whole compressed extents. A chunk is dropped as a whole, but for the pages that were there when it was looked
 * at; to drop each block by itself from many threads costs more than to read it (rclone #9280: 69 % of the CPU time in one spin
 * lock).
 *
 * <p>Thread-safe.
 */
final class SourcePages {
    private static final long CHUNK_BYTES = 8L << 20;
    private static final int MOST_CHUNKS = 4;
    private static final int OTHERS_WRITE = 0002;

    private final Linux linux;
    private final PageCache cache;
    private final int fd;
    private final boolean hidden;
    private final int pageBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private long age;

    /** Some pages, and which of them were cached when they were looked at. Guarded by the lock. */
    private static final class Chunk {
        final long start;
        final BitSet before;
        int users;
        long used;
        boolean ours;

        Chunk(long start, BitSet before) {
            this.start = start;
            this.before = before;
        }
    }

    private SourcePages(Linux linux, PageCache cache, int fd, boolean hidden) {
        this.linux = linux;
        this.cache = cache;
        this.fd = fd;
        this.hidden = hidden;
        pageBytes = cache.pageBytes();
    }

    /** Begins with an open source, of which no more is to be read than is asked for. */
    static SourcePages of(Linux linux, OpenFile source) {
        linux.fadvise(source.plain(), 0, 0, Linux.POSIX_FADV_RANDOM);
        if (source.isDirect()) {
            linux.fadvise(source.direct(), 0, 0, Linux.POSIX_FADV_RANDOM);
        }
        return new SourcePages(linux, new PageCache(linux), source.plain(), source.hidesPages());
    }

    /** Returns whether the kernel tells this user which pages are cached. */
    static boolean areTold(Linux linux, OpenFile source) throws IOException {
        PageCache cache = new PageCache(linux);
        boolean counted = !source.hidesPages() && cache.count(source.plain(), 0, 1) >= 0;
        int user = linux.effectiveUser();
        FileStatus status = FileStatus.of(linux, source.plainDescriptor());
        // To strangers mincore(2) calls every page cached; cachestat(2) gives them an error.
        boolean own = user == 0 || user == status.user() || (status.permissions() & OTHERS_WRITE) != 0;
        return counted || own;
    }

    /** Looks at what is about to be read. {@link #end} must follow. */
    void begin(long offset, long length) {
        List<Chunk> retired;
        lock.lock();
        try {
            for (long start = chunkStart(offset); start < offset + length + CHUNK_BYTES; start += CHUNK_BYTES) {
                Chunk chunk = chunks.get(start);
                if (chunk == null) {
                    chunk = new Chunk(start, look(start));
                    chunks.put(start, chunk);
                }
                chunk.users++;
                chunk.used = ++age;
            }
            retired = retire(MOST_CHUNKS);
        } finally {
            lock.unlock();
        }
        retired.forEach(this::drop);
    }

    /**
     * Has been read.
     *
     * @param throughCache whether it may have gone through the page cache
     */
    void end(long offset, long length, boolean throughCache) {
        lock.lock();
        try {
            for (long start = chunkStart(offset); start < offset + length + CHUNK_BYTES; start += CHUNK_BYTES) {
                Chunk chunk = chunks.get(start);
                if (chunk != null) {
                    chunk.users--;
                    chunk.ours |= throughCache;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a range has more cached pages than when it was looked at. */
    boolean grown(long offset, long length) {
        long from = offset - offset % pageBytes;
        long to = (offset + length + pageBytes - 1) / pageBytes * pageBytes;
        long now = cache.count(fd, from, to - from);
        if (now <= 0) {
            return false;
        }
        long before = 0;
        lock.lock();
        try {
            for (long start = chunkStart(from); start < to; start += CHUNK_BYTES) {
                Chunk chunk = chunks.get(start);
                if (chunk != null) {
                    int first = (int) ((Math.max(from, start) - start) / pageBytes);
                    int last = (int) ((Math.min(to, start + CHUNK_BYTES) - start) / pageBytes);
                    before += chunk.before.get(first, last).cardinality();
                }
            }
        } finally {
            lock.unlock();
        }
        return now > before;
    }

    /** Drops what is left. Nothing is being read. */
    void dropAll() {
        List<Chunk> retired;
        lock.lock();
        try {
            retired = retire(0);
        } finally {
            lock.unlock();
        }
        retired.forEach(this::drop);
    }

    /** Takes out the chunks that were used longest ago, but none that is in use. */
    private List<Chunk> retire(int keep) {
        List<Chunk> retired = new ArrayList<>();
        while (chunks.size() > keep) {
            Chunk oldest = null;
            for (Chunk chunk : chunks.values()) {
                if (chunk.users == 0 && (oldest == null || chunk.used < oldest.used)) {
                    oldest = chunk;
                }
            }
            if (oldest == null) {
                break;
            }
            chunks.remove(oldest.start);
            retired.add(oldest);
        }
        return retired;
    }

    private static long chunkStart(long offset) {
        return offset - offset % CHUNK_BYTES;
    }

    /** Returns which pages of a chunk are cached: all, if it cannot be told, for then none is ours. */
    private BitSet look(long start) {
        int pages = (int) (CHUNK_BYTES / pageBytes);
        BitSet before = new BitSet(pages);
        long counted = hidden ? -1 : cache.count(fd, start, CHUNK_BYTES);
        if (counted == 0) {
            return before;
        }
        long told = cache.each(fd, start, CHUNK_BYTES, (from, present) -> {
            for (int page = 0; page < present.length; page++) {
                before.set((int) ((from - start) / pageBytes) + page, (present[page] & 1) != 0);
            }
        });
        if (told < 0) {
            before.set(0, pages);
        }
        return before;
    }

    private void drop(Chunk chunk) {
        if (!chunk.ours) {
            return;
        }
        int pages = (int) (CHUNK_BYTES / pageBytes);
        int from = chunk.before.nextClearBit(0);
        while (from < pages) {
            int next = chunk.before.nextSetBit(from);
            int to = next < 0 ? pages : next;
            long offset = chunk.start + (long) from * pageBytes;
            linux.fadvise(fd, offset, (long) (to - from) * pageBytes, Linux.POSIX_FADV_DONTNEED);
            from = chunk.before.nextClearBit(to);
        }
    }
}
