package io.quietcopy.engine.dd;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.engine.dd.Segment.Moved;
import io.quietcopy.engine.dd.Segment.Refusal;
import io.quietcopy.engine.dd.Segment.Way;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.function.BooleanSupplier;

/**
 * Moves extents: cuts them into what direct I/O can take and edges, and these into segments, each under a permit of its own.
 *
 * <p>Not thread-safe.
 */
final class Mover {
    /** Pages that wait for eviction are in the neighbours' way. */
    private static final long MOST_EVICTED_BYTES = 64L << 20;

    /** A relay reads and writes at once; in blocks of half the size that is no more in flight than one block of one dd. */
    private static final int RELAY_BLOCKS = 2;

    private static final int MOST_SHORT_SEGMENTS = 3;

    /** So often in a row the storage may ask for another try. */
    private static final int MOST_TRIES = 16;

    private final Transfer transfer;
    private final TransferControl control;
    private final Running running;
    private final StepDown stepDown;
    private final BooleanSupplier rateLimited;
    private final CachePolicy policy;
    private final SegmentRun run;
    private final Evictor evictor;
    private final Failures failures;
    private final SegmentSizer sizer = new SegmentSizer();
    private int shortSegments;
    private int triesInARow;

    Mover(
            Transfer transfer,
            TransferControl control,
            Running running,
            StepDown stepDown,
            BooleanSupplier rateLimited,
            CachePolicy policy) {
        this.transfer = transfer;
        this.control = control;
        this.running = running;
        this.stepDown = stepDown;
        this.rateLimited = rateLimited;
        this.policy = policy;
        failures = transfer.failures();
        run = new SegmentRun(transfer, running, control);
        evictor = new Evictor(transfer, control, run, transfer.targetFile().isOn("btrfs"));
    }

    /** Throws if the copy is to stop. */
    void requireGoingOn() throws CopyException {
        if (control.cancelled() || running.aborted()) {
            throw Failures.cancelled();
        }
    }

    /** Returns how many edges have been written. */
    long edges() {
        return evictor.edges();
    }

    /** Leaves alone what reads as zero already. */
    void skip(MergedExtents.Extent extent) throws CopyException {
        long done = 0;
        while (done < extent.lengthBytes()) {
            requireGoingOn();
            try (Permit permit = control.acquire(Operation.ZERO, 1, extent.lengthBytes() - done)) {
                permit.completed(extent.targetOffset() + done, permit.bytes(), Permit.How.SKIPPED);
                done += permit.bytes();
            }
        }
    }

    /** Writes zeroes. They cross the bus like data, so the pace counts them like data. */
    void zero(MergedExtents.Extent extent) throws CopyException {
        int block = transfer.targetAccess().blockBytes();
        move(AlignedRange.of(extent.sourceOffset(), extent.targetOffset(), extent.lengthBytes(), 1, block), Way.ZEROES);
    }

    /** Copies. */
    void copy(MergedExtents.Extent extent, Way way) throws CopyException {
        AlignedRange range = AlignedRange.of(
                extent.sourceOffset(),
                extent.targetOffset(),
                extent.lengthBytes(),
                transfer.sourceAccess().blockBytes(),
                transfer.targetAccess().blockBytes());
        // In an incongruent range the reader delivers more than the writer may take. So the writer has to end by
        // itself, and takes with it what it knew of skipped zeroes. Copies of whole images are congruent.
        move(range, way == Way.UNKNOWN && !range.congruent() ? Way.SPARSE_DATA : way);
    }

    /** Cleans up behind the last edges. */
    void finish() throws CopyException {
        evictor.clean();
    }

    /** The body first: its direct writes would throw the edges' pages out of the cache, and first wait for their write-back. */
    private void move(AlignedRange range, Way way) throws CopyException {
        boolean edges = transfer.targetAccess().isDirect();
        part(range.body(), way, false);
        part(range.head(), way, edges);
        part(range.tail(), way, edges);
    }

    private void part(AlignedRange.Part part, Way way, boolean edge) throws CopyException {
        long done = 0;
        while (done < part.lengthBytes()) {
            requireGoingOn();
            MergedExtents.Extent rest = new MergedExtents.Extent(part, done);
            if (!edge) {
                evictor.before(rest.targetOffset());
            }
            boolean limited = rateLimited.getAsBoolean();
            long asked = System.nanoTime();
            Segment segment;
            Moved moved;
            try (Permit permit = acquire(rest.lengthBytes(), limited, edge)) {
                long started = limited ? asked : System.nanoTime();
                segment = segment(rest, Math.min(permit.bytes(), rest.lengthBytes()), way, edge);
                moved = run.run(segment, permit);
                sizer.finished(moved.bytes(), System.nanoTime() - started, limited);
            }
            evictor.after(segment, moved.bytes());
            if (moved.bytes() < segment.length()) {
                goOnBehind(moved, segment);
                resume(rest.from(moved.bytes()), way);
                return;
            }
            shortSegments = 0;
            triesInARow = 0;
            done += moved.bytes();
        }
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
        boolean relay = way == Way.UNKNOWN
                || rest.sourceOffset() % transfer.sourceAccess().blockBytes() != 0;
        int alignment = transfer.alignment();
        long block = transfer.blockBytes();
        if (relay) {
            block = Math.max(alignment, AlignedRange.alignDown(block / RELAY_BLOCKS, alignment));
        }
        if (most < block || edge) {
            block = most > alignment ? AlignedRange.alignDown(most, alignment) : most;
        }
        long length = most - most % block;
        Way own = edge ? edgeWay(way) : wayOf(way, rest.sourceOffset(), length);
        return new Segment(rest.sourceOffset(), rest.targetOffset(), length, block, own, edge);
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

    /** Decides what follows from a segment that ended early without an error. */
    private void goOnBehind(Moved moved, Segment segment) throws CopyException {
        if (moved.refusal() != Refusal.NONE) {
            if (policy == CachePolicy.REQUIRE_DIRECT) {
                throw failures.directRefused(moved.refusal(), segment.place(), moved.bytes());
            }
            stepDown(moved.refusal());
            return;
        }
        if (moved.unlessRetried() != null) {
            triesInARow = moved.bytes() > 0 ? 1 : triesInARow + 1;
            if (triesInARow >= MOST_TRIES) {
                throw moved.unlessRetried();
            }
            return;
        }
        // Either the source has shrunk, or a short read at an odd place has misled dd.
        boolean stuck = moved.bytes() == 0 || ++shortSegments > MOST_SHORT_SEGMENTS;
        if (stuck || failures.sourceEndsBefore(segment.place())) {
            throw failures.tooShort(segment.place(), moved.bytes());
        }
    }

    private void stepDown(Refusal refusal) {
        String reason = "direct I/O was refused while the copy ran";
        if (refusal == Refusal.SOURCE) {
            transfer.sourceAccess(stepDown.source(transfer.sourceFile(), reason));
        } else {
            transfer.targetAccess(stepDown.target(reason));
        }
    }

    /** What is left may be aligned differently, so it is cut anew. */
    private void resume(MergedExtents.Extent rest, Way way) throws CopyException {
        if (way == Way.ZEROES) {
            zero(rest);
        } else {
            copy(rest, way);
        }
    }
}
