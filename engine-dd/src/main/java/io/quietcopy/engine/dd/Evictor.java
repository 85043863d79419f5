package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.TransferControl;

/**
 * Cleans up behind what had to go through the page cache: edges, and sides that refuse direct I/O.
 *
 * <p>dd's {@code nocache} alone does not do it. Measured: it drops what it has just read or written in small steps, but pages that
 * are not written back yet stay, and so do large folios that a step covers in part only; of 64 MiB read, 40 stayed. A dd that
 * moves nothing drops everything from the place it has sought to up to the end of the file, after it has flushed.
 *
 * <p>Not thread-safe.
 */
final class Evictor {
    /** So many pages of edges stay in the cache at most. */
    private static final int MOST_EDGES = 256;

    /** No page is larger than this on the architectures that Java runs on; the kernel drops whole pages only. */
    private static final int LARGEST_PAGE_BYTES = 64 << 10;

    private static final long NOTHING = Long.MAX_VALUE;

    private final Transfer transfer;
    private final TransferControl control;
    private final SegmentRun run;
    private final boolean copiesThroughItsCache;
    private long lowestSource = NOTHING;
    private long lowestTarget = NOTHING;
    private long waitingEdgesEnd;
    private int waitingEdges;
    private long edges;

    /**
     * Makes it.
     *
     * @param copiesThroughItsCache whether the target's file system makes its own copy of what is written directly, as btrfs
     *     does for files with checksums since Linux 6.15: it drops that copy afterwards, but under load a few pages are
     *     left, so they are dropped once more at the end
     */
    Evictor(Transfer transfer, TransferControl control, SegmentRun run, boolean copiesThroughItsCache) {
        this.copiesThroughItsCache = copiesThroughItsCache;
        this.transfer = transfer;
        this.control = control;
        this.run = run;
    }

    /**
     * Makes sure that nothing is written directly while an edge in the same page waits in the cache: the kernel does not
     * promise that both arrive (open(2), O_DIRECT).
     */
    void before(long targetOffset) throws CopyException {
        if (waitingEdges > 0 && AlignedRange.alignDown(targetOffset, LARGEST_PAGE_BYTES) < waitingEdgesEnd) {
            clean();
        }
    }

    /** Learns what a segment has moved, and cleans up behind it if that is worth it now. */
    void after(Segment segment, long moved) throws CopyException {
        if (segment.edge()) {
            edges++;
            waitingEdges++;
            waitingEdgesEnd = Math.max(waitingEdgesEnd, segment.targetOffset() + moved);
            lowestTarget = Math.min(lowestTarget, segment.targetOffset());
        }
        if (transfer.sourceAccess().isEvicted()) {
            lowestSource = Math.min(lowestSource, segment.sourceOffset());
        }
        if (transfer.targetAccess().isEvicted()
                || (copiesThroughItsCache && transfer.targetAccess().isDirect())) {
            lowestTarget = Math.min(lowestTarget, segment.targetOffset());
        }
        if (transfer.evicts() || waitingEdges >= MOST_EDGES) {
            clean();
        }
    }

    /** Returns how many edges have been written. */
    long edges() {
        return edges;
    }

    /** Flushes and drops what is left. */
    void clean() throws CopyException {
        if (lowestSource == NOTHING && lowestTarget == NOTHING) {
            return;
        }
        DdCommand command = DdCommand.of(transfer.program()).count(0);
        if (lowestSource == NOTHING) {
            command.from("/dev/null");
        } else {
            command.from(transfer.sourceFile().name())
                    .skip(AlignedRange.alignDown(lowestSource, LARGEST_PAGE_BYTES))
                    .inputFlag("nocache");
        }
        if (lowestTarget == NOTHING) {
            command.to("/dev/null");
        } else {
            control.alive(Activity.FLUSHING);
            command.to(transfer.targetFile().name())
                    .seek(AlignedRange.alignDown(lowestTarget, LARGEST_PAGE_BYTES))
                    .outputFlag("nocache")
                    .conversion("fdatasync");
        }
        run.plain(command.words(), new Failures.Place(0, lowestTarget == NOTHING ? 0 : lowestTarget, 0));
        lowestSource = NOTHING;
        lowestTarget = NOTHING;
        waitingEdges = 0;
        waitingEdgesEnd = 0;
    }
}
