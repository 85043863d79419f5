package io.quietcopy.engine.nio;

import io.quietcopy.SideMode;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.Errno;
import io.quietcopy.engine.support.IoFailureException;
import io.quietcopy.spi.CachedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of one transfer.
 *
 * <p>Thread-safe. What is not immutable belongs to {@link #writeEdge} and {@link #flushEdges}, which are called while nothing
 * else is under way.
 */
final class NioIo implements BlockIo {
    /** What is smaller is written by one thread, also where the target is not direct. */
    private static final int PAGE_BYTES = 4096;

    private static final String EDGES =
            "Ends of ranges that do not fill sectors of the target went through the page cache: ";

    private final OpenParts parts;
    private final Access sourceAccess;
    private final NioFile sourceFile;
    private final @Nullable Target target;
    private final AtomicInteger cachedPages = new AtomicInteger();
    private final SortedSet<Long> unflushed = new TreeSet<>();
    private volatile boolean sectorsRefused;
    private int droppedPages;
    private @Nullable String dropFailure;

    /**
     * An open target.
     *
     * @param access how it is accessed
     * @param file opened so
     * @param edges opened without direct I/O, for what does not fill sectors
     * @param sectorBytes what direct I/O may write at least
     * @param mostUnitBytes the largest unit of writes
     * @param pages drops what is cached, if anything can
     */
    record Target(
            Access access,
            NioFile file,
            NioFile edges,
            int sectorBytes,
            long mostUnitBytes,
            Optional<CachedPages> pages) {}

    NioIo(OpenParts parts, Access sourceAccess, NioFile sourceFile, @Nullable Target target) {
        this.parts = parts;
        this.sourceAccess = sourceAccess;
        this.sourceFile = sourceFile;
        this.target = target;
    }

    private Target writable() {
        if (target == null) {
            throw new IllegalStateException("a transfer that only reads has no target");
        }
        return target;
    }

    @Override
    public SideMode source() {
        return sourceAccess.mode();
    }

    @Override
    public SideMode target() {
        if (target == null) {
            return SideMode.of(SideMode.Access.NONE, "a transfer that only reads");
        }
        int pages = cachedPages.get();
        // One page is what an odd end leaves; more than that is no longer past the cache.
        return target.access().isDirect() && pages > 1
                ? SideMode.of(
                        SideMode.Access.BUFFERED,
                        "ends of ranges that do not fill sectors went through " + pages
                                + " pages of the cache, which Java cannot evict; all else was direct")
                : target.access().mode();
    }

    @Override
    public int sourceBlockBytes() {
        return sourceAccess.blockBytes();
    }

    @Override
    public int targetBlockBytes() {
        if (target == null) {
            return 1;
        }
        return target.access().isDirect()
                ? target.access().blockBytes()
                : (int) Math.min(PAGE_BYTES, Long.highestOneBit(target.mostUnitBytes()));
    }

    @Override
    public long sourceLengthBytes() throws IoFailureException {
        return sourceFile.lengthBytes();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IoFailureException {
        return sourceFile.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws IoFailureException {
        return writable().file().write(offset, from);
    }

    @Override
    public int writeEdge(long offset, ByteBuffer from) throws IoFailureException {
        Target to = writable();
        if (!to.access().isDirect()) {
            return to.edges().write(offset, from);
        }
        int sector = to.sectorBytes();
        if (!sectorsRefused && offset % sector == 0 && from.remaining() % sector == 0) {
            try {
                return to.file().write(offset, from);
            } catch (IoFailureException e) {
                if (e.errno() != Errno.EINVAL && e.errno() != 0) {
                    throw e;
                }
                sectorsRefused = true;
            }
        }
        unflushed.add(offset - offset % PAGE_BYTES);
        return to.edges().write(offset, from);
    }

    /** Flushes, and has the pages dropped, which is beyond Java. */
    @Override
    public void flushEdges(long fromOffset, long toOffset) throws IoFailureException {
        if (unflushed.isEmpty()) {
            return;
        }
        writable().edges().force();
        if (dropped()) {
            droppedPages += unflushed.size();
        } else {
            cachedPages.addAndGet(unflushed.size());
        }
        unflushed.clear();
    }

    private boolean dropped() {
        Optional<CachedPages> pages = writable().pages();
        if (pages.isEmpty()) {
            return false;
        }
        try {
            for (long page : unflushed) {
                pages.get().drop(page, PAGE_BYTES);
            }
            return true;
        } catch (IOException e) {
            dropFailure = e.getMessage();
            return false;
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (droppedPages > 0) {
            notes.add(EDGES + "flushed, and evicted by the host services (pages: " + droppedPages + ").");
        }
        if (cachedPages.get() > 0) {
            notes.add(EDGES + "flushed, but not evicted, "
                    + (dropFailure == null ? "which Java cannot do" : "which failed: " + dropFailure) + " (pages: "
                    + cachedPages + ").");
        }
        return notes;
    }

    @Override
    public void close() throws IoFailureException {
        parts.close();
    }
}
