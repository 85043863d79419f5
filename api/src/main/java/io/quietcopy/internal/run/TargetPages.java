package io.quietcopy.internal.run;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.CachedPages;
import io.quietcopy.spi.HostServices;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what a transfer has left of the target in the page cache, whichever engine made it: not each can, and file systems leave
 * pages of direct writes too (btrfs, in two of a hundred copies about fifteen).
 *
 * <p>Only pages in which copied bytes lie are dropped. Those of the source are the engine's business: which of them somebody
 * else wants is only known before they are read.
 *
 * <p>It holds a descriptor of the target from before the first byte until the copy has ended: to close one would release
 * this process's lock on the file.
 *
 * <p>Not thread-safe, but for what the engine is given.
 */
final class TargetPages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    /** A page of an odd end is no news. */
    private static final long TAIL_BYTES = 4096;

    /** So many ranges are looked at together, to find that nothing of them is cached. */
    private static final int BATCH = 1024;

    private final HostServices.@Nullable OpenPages pages;
    private long droppedBytes;

    private TargetPages(HostServices.@Nullable OpenPages pages) {
        this.pages = pages;
    }

    static TargetPages of(Side target, CachePolicy cache, Host host) {
        if (cache == CachePolicy.BUFFERED || host.services().isEmpty()) {
            return new TargetPages(null);
        }
        try {
            return new TargetPages(host.services().get().cachedPages(target.path()));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("the cached pages of {} are not known: {}", target.path(), e.toString());
            return new TargetPages(null);
        }
    }

    Optional<CachedPages> forEngine() {
        return Optional.ofNullable(pages);
    }

    /**
     * Drops what is cached, if it has been written back.
     *
     * @param ranges what was copied; empty for all
     */
    void drop(Optional<CopyRanges> ranges, long lengthBytes) {
        if (pages == null || lengthBytes == 0) {
            return;
        }
        try {
            if (ranges.isEmpty()) {
                drop(pages, List.of(CopyRange.of(0, 0, lengthBytes)));
            } else {
                drop(pages, ranges.get());
            }
        } catch (IOException e) {
            // Whoever looks at the cache will see it; the copy is good.
            LOG.warn("cached pages of the target could not be dropped: {}", e.toString());
        }
    }

    private void drop(CachedPages from, CopyRanges ranges) throws IOException {
        try (CopyRanges.Cursor cursor = ranges.open()) {
            List<CopyRange> batch = new ArrayList<>();
            for (CopyRange range = cursor.next(); range != null; range = cursor.next()) {
                if (range.lengthBytes() > 0) {
                    batch.add(range);
                }
                if (batch.size() == BATCH) {
                    drop(from, batch);
                    batch.clear();
                }
            }
            drop(from, batch);
        }
    }

    private void drop(CachedPages from, List<CopyRange> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        long start = batch.get(0).targetOffset();
        CopyRange last = batch.get(batch.size() - 1);
        long length = last.targetOffset() + last.lengthBytes() - start;
        OptionalLong before = from.residentBytes(start, length);
        if (before.isPresent() && before.getAsLong() == 0) {
            return;
        }
        for (CopyRange range : batch) {
            from.drop(range.targetOffset(), range.lengthBytes());
        }
        OptionalLong after = from.residentBytes(start, length);
        if (before.isPresent() && after.isPresent()) {
            droppedBytes += Math.max(0, before.getAsLong() - after.getAsLong());
        }
    }

    /** Says what was dropped, where it was more than ordinary. */
    Optional<String> note() {
        return droppedBytes <= TAIL_BYTES
                ? Optional.empty()
                : Optional.of("what the transfer had left of the target in the page cache was dropped: " + droppedBytes
                        + " bytes");
    }

    @Override
    public void close() {
        if (pages != null) {
            try {
                pages.close();
            } catch (IOException e) {
                LOG.debug("a view of cached pages could not be closed: {}", e.toString());
            }
        }
    }
}
