package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.engine.dd.Segment.Moved;
import io.quietcopy.engine.dd.Segment.Way;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.function.BooleanSupplier;

/**
 * Takes one step after another: waits for a permit, plans as long a segment as that allows, and runs it.
 *
 * <p>Used by one thread at a time.
 */
final class Lane {
    /** Pages that wait for eviction are in the neighbours' way. */
    private static final long MOST_EVICTED_BYTES = 64L << 20;

    /** A relay reads and writes at once; in blocks of half the size that is no more in flight than one block of one dd. */
    private static final int RELAY_BLOCKS = 2;

    private final Transfer transfer;
    private final TransferControl control;
    private final BooleanSupplier rateLimited;
    private final SegmentRun run;
    private final SegmentSizer sizer = new SegmentSizer();

    Lane(Transfer transfer, TransferControl control, BooleanSupplier rateLimited, SegmentRun run) {
        this.transfer = transfer;
        this.control = control;
        this.rateLimited = rateLimited;
        this.run = run;
    }

    /**
     * A segment and what became of it.
     *
     * @param segment what was to be moved
     * @param moved how far it came
     */
    record Step(Segment segment, Moved moved) {
        boolean complete() {
            return moved.bytes() == segment.length();
        }
    }

    /** Moves the first bytes of what is left of a part, while no other lane moves anything. */
    Step step(MergedExtents.Extent rest, Way way, boolean edge) throws CopyException {
        boolean limited = rateLimited.getAsBoolean();
        long asked = System.nanoTime();
        try (Permit permit = acquire(rest.lengthBytes(), limited, edge)) {
            long started = limited ? asked : System.nanoTime();
            Step step = run(rest, way, edge, permit);
            sizer.finished(step.moved().bytes(), System.nanoTime() - started, limited);
            return step;
        }
    }

    /**
     * Moves the first bytes of what is left of a part, while other lanes do the same. A stream may not have company, as it counts
     * as one block in flight whatever its length; so all bytes of the segment count.
     *
     * @param shareBytes how many bytes may be in flight here
     */
    Step stepInCompany(MergedExtents.Extent rest, Way way, long shareBytes) throws CopyException {
        long block = transfer.blockBytes();
        long wanted = Math.min(rest.lengthBytes(), shareBytes - shareBytes % block);
        try (Permit permit = control.acquire(Operation.COPY, Math.min(wanted, block), wanted)) {
            return run(rest, way, false, permit);
        }
    }

    private Step run(MergedExtents.Extent rest, Way way, boolean edge, Permit permit) throws CopyException {
        Segment segment = segment(rest, Math.min(permit.bytes(), rest.lengthBytes()), way, edge);
        return new Step(segment, run.run(segment, permit));
    }

    private Permit acquire(long left, boolean limited, boolean edge) throws CopyException {
        long wanted = edge ? left : Math.min(left, sizer.next(limited));
        if (transfer.evicts()) {
            wanted = Math.min(wanted, MOST_EVICTED_BYTES);
        }
        long block = transfer.blockBytes();
        wanted = wanted > block ? wanted - wanted % block : wanted;
        return control.acquire(Operation.STREAM, edge ? left : Math.min(wanted, block), wanted);
    }

    /**
     * Plans a segment of whole blocks. dd writes a block that is shorter than {@code bs} through the cache, so what is left
     * behind the whole blocks becomes a segment of its own, of one block.
     */
    private Segment segment(MergedExtents.Extent rest, long most, Way way, boolean edge) {
        int alignment = transfer.alignment();
        long block = transfer.blockBytes();
        if (!isStraight(transfer, rest.sourceOffset(), way)) {
            block = Math.max(alignment, AlignedRange.alignDown(block / RELAY_BLOCKS, alignment));
        }
        if (most < block || edge) {
            block = most > alignment ? AlignedRange.alignDown(most, alignment) : most;
        }
        long length = most - most % block;
        Way own = edge ? edgeWay(way) : wayOf(way, rest.sourceOffset(), length);
        return new Segment(rest.sourceOffset(), rest.targetOffset(), length, block, own, edge);
    }

    /** Returns whether one dd can move what starts there, so that it needs no relay. */
    static boolean isStraight(Transfer transfer, long sourceOffset, Way way) {
        return way != Way.UNKNOWN && sourceOffset % transfer.sourceAccess().blockBytes() == 0;
    }

    /** Where the reader delivers more than the writer may take, the writer has to end by itself, as in an incongruent range. */
    private Way wayOf(Way way, long sourceOffset, long length) {
        int alignment = transfer.sourceAccess().blockBytes();
        boolean whole = sourceOffset % alignment == 0
                && (length % alignment == 0
                        || sourceOffset + length == transfer.source().lengthBytes());
        return way == Way.UNKNOWN && !whole ? Way.SPARSE_DATA : way;
    }

    /** An edge is less than a block, and is written whatever it holds. */
    private static Way edgeWay(Way way) {
        return way == Way.ZEROES ? way : Way.DATA;
    }
}
