package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.ExtentCursor;
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

    private static final int MOST_SHORT_SEGMENTS = 3;

    private final Transfer transfer;
    private final TransferControl control;
    private final SegmentRun run;
    private final Evictor evictor;
    private final Failures failures;
    private final SegmentSizer sizer = new SegmentSizer();
    private final BooleanSupplier rateLimited;
    private int shortSegments;

    Mover(Transfer transfer, TransferControl control, Running running, BooleanSupplier rateLimited) {
        this.transfer = transfer;
        this.control = control;
        this.rateLimited = rateLimited;
        failures = transfer.failures();
        run = new SegmentRun(transfer, running, control);
        evictor = new Evictor(transfer, control, run);
    }

    /** Returns how many edges have been written. */
    long edges() {
        return evictor.edges();
    }

    /** Leaves alone what reads as zero already. */
    void skip(MergedExtents.Extent extent) throws CopyException {
        long done = 0;
        while (done < extent.lengthBytes()) {
            try (Permit permit = control.acquire(Operation.ZERO, 1, extent.lengthBytes() - done)) {
                permit.completed(extent.targetOffset() + done, permit.bytes(), Permit.How.SKIPPED);
                done += permit.bytes();
            }
        }
    }

    /** Writes zeroes. They cross the bus like data, so the pace counts them like data. */
    void zero(MergedExtents.Extent extent) throws CopyException {
        move(AlignedRange.of(0, extent.targetOffset(), extent.lengthBytes(), 1, targetBlock()), Way.ZEROES);
    }

    /**
     * Copies.
     *
     * @param sparse whether blocks of zeroes need not be written
     */
    void copy(MergedExtents.Extent extent, boolean sparse) throws CopyException {
        AlignedRange range = AlignedRange.of(
                extent.sourceOffset(),
                extent.targetOffset(),
                extent.lengthBytes(),
                transfer.sourceAccess().blockBytes(),
                targetBlock());
        // In an incongruent range the reader delivers more than the writer may take, so the writer ends by itself, and
        // what it
        // has skipped cannot be told from what it has written. Copies of whole images are congruent.
        move(range, sparse && range.congruent() ? Way.SPARSE : Way.DATA);
    }

    private int targetBlock() {
        return transfer.targetAccess().blockBytes();
    }

    /** Where the bytes come from, and whether zeroes need writing. */
    private enum Way {
        DATA,
        SPARSE,
        ZEROES
    }

    /** The body first: its direct writes would throw the edges' pages out of the cache, and first wait for their write-back. */
    private void move(AlignedRange range, Way way) throws CopyException {
        part(range.body(), way, false);
        Way edgeWay = way == Way.SPARSE ? Way.DATA : way;
        part(range.head(), edgeWay, transfer.targetAccess().isDirect());
        part(range.tail(), edgeWay, transfer.targetAccess().isDirect());
    }

    private void part(AlignedRange.Part part, Way way, boolean edge) throws CopyException {
        long done = 0;
        while (done < part.lengthBytes()) {
            MergedExtents.Extent rest = new MergedExtents.Extent(
                    part.sourceOffset() + done,
                    part.targetOffset() + done,
                    part.lengthBytes() - done,
                    ExtentCursor.Content.DATA);
            boolean limited = rateLimited.getAsBoolean();
            long asked = System.nanoTime();
            long length;
            long moved;
            try (Permit permit = acquire(rest.lengthBytes(), limited, edge)) {
                long started = limited ? asked : System.nanoTime();
                long most = Math.min(permit.bytes(), rest.lengthBytes());
                long block = edge ? most : blockFor(most, way);
                length = most - most % block;
                moved = segment(rest, length, block, way, edge, permit);
                sizer.finished(moved, System.nanoTime() - started);
            }
            if (moved < length) {
                resume(rest, length, moved, way);
                return;
            }
            shortSegments = 0;
            done += moved;
            if (edge) {
                evictor.edgeAt(rest.targetOffset());
            } else {
                evictor.segmentAt(rest.sourceOffset(), rest.targetOffset());
            }
        }
    }

    private Permit acquire(long left, boolean limited, boolean edge) throws CopyException {
        long wanted = edge ? left : Math.min(left, sizer.next(limited));
        if (transfer.sourceAccess().isEvicted() || transfer.targetAccess().isEvicted()) {
            wanted = Math.min(wanted, MOST_EVICTED_BYTES);
        }
        // Whole blocks, unless it is the rest: dd leaves direct I/O for a write that is shorter than its block size.
        long block = transfer.blockBytes();
        wanted = wanted > block ? wanted - wanted % block : wanted;
        return control.acquire(Operation.STREAM, edge ? left : Math.min(wanted, block), wanted);
    }

    /** dd writes a block that is shorter than {@code bs} through the cache, so a rest is a segment, and a block, of its own. */
    private long blockFor(long length, Way way) {
        long block = way == Way.SPARSE ? transfer.sparseBlockBytes() : transfer.blockBytes();
        if (length >= block) {
            return block;
        }
        int alignment = Math.max(transfer.sourceAccess().blockBytes(), targetBlock());
        return length > alignment ? AlignedRange.alignDown(length, alignment) : length;
    }

    private long segment(MergedExtents.Extent rest, long length, long block, Way way, boolean edge, Permit permit)
            throws CopyException {
        Failures.Place place = new Failures.Place(rest.sourceOffset(), rest.targetOffset(), length);
        Told told = new Told(
                permit, rest.targetOffset(), length, way == Way.ZEROES ? Permit.How.ZEROED : Permit.How.COPIED);
        DdCommand command = DdCommand.of(transfer.program())
                .to(transfer.targetFile().name())
                .seek(rest.targetOffset())
                .block(block);
        if (!edge) {
            transfer.targetAccess().flagOutput(command);
        }
        if (way == Way.ZEROES) {
            return run.straight(command.from("/dev/zero").count(length).words(), place, told);
        }
        AlignedRange.CoveringRead read = AlignedRange.of(rest.sourceOffset(), rest.targetOffset(), length, 1, 1)
                .body()
                .coveringRead(
                        transfer.sourceAccess().blockBytes(), transfer.source().lengthBytes());
        boolean exact = read.skipBytes() == 0 && read.requestBytes() == length;
        if (way == Way.SPARSE) {
            return run.relay(command.conversion("sparse"), read, true, place, told);
        }
        if (!exact) {
            return run.relay(command.skip(read.skipBytes()).count(length), read, false, place, told);
        }
        transfer.sourceAccess().flagInput(command);
        return run.straight(
                command.from(transfer.sourceFile().name())
                        .skip(rest.sourceOffset())
                        .count(length)
                        .words(),
                place,
                told);
    }

    /**
     * Goes on behind a segment that ended early without an error: the source has shrunk, or a short read at an odd place has
     * misled dd. What is left may be aligned differently, so it is cut anew.
     */
    private void resume(MergedExtents.Extent rest, long length, long moved, Way way) throws CopyException {
        Failures.Place place = new Failures.Place(rest.sourceOffset(), rest.targetOffset(), length);
        if (moved == 0 || ++shortSegments > MOST_SHORT_SEGMENTS || failures.sourceEndsBefore(place)) {
            throw failures.tooShort(place, moved);
        }
        if (way == Way.ZEROES) {
            zero(rest.from(moved));
        } else {
            copy(rest.from(moved), way == Way.SPARSE);
        }
    }

    /** Cleans up behind the last edges. */
    void finish() throws CopyException {
        evictor.clean();
    }
}
