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
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Moves extents: cuts them into what direct I/O can take and edges, and has these moved by {@linkplain Lane steps}, short ones
 * {@linkplain SideLanes several at a time}.
 *
 * <p>Not thread-safe.
 */
final class Mover {
    private static final int MOST_SHORT_SEGMENTS = 3;

    /** So often in a row the storage may ask for another try. */
    private static final int MOST_TRIES = 16;

    private final Transfer transfer;
    private final TransferControl control;
    private final Running running;
    private final StepDown stepDown;
    private final BooleanSupplier rateLimited;
    private final CachePolicy policy;
    private final Lane lane;
    private final SideLanes side;
    private final Evictor evictor;
    private final Failures failures;
    private int shortSegments;
    private int triesInARow;

    Mover(
            Transfer transfer,
            TransferControl control,
            Running running,
            Watch watch,
            StepDown stepDown,
            BooleanSupplier rateLimited,
            CachePolicy policy,
            Executor threads) {
        this.transfer = transfer;
        this.control = control;
        this.running = running;
        this.stepDown = stepDown;
        this.rateLimited = rateLimited;
        this.policy = policy;
        failures = transfer.failures();
        SegmentRun run = new SegmentRun(transfer, running, watch, control);
        lane = new Lane(transfer, control, rateLimited, run);
        side = new SideLanes(
                transfer,
                watch,
                threads,
                () -> new Lane(
                        transfer,
                        control,
                        rateLimited,
                        new SegmentRun(transfer, running, new Watch(running, threads), control)));
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

    /** Waits for what is still on its way, and cleans up behind the last edges. */
    void finish() throws CopyException {
        settle();
        evictor.clean();
    }

    /** Ends what another thread still moves, after a failure. */
    void abandon() {
        side.abandon();
    }

    /** The body first: its direct writes would throw the edges' pages out of the cache, and first wait for their write-back. */
    private void move(AlignedRange range, Way way) throws CopyException {
        boolean edges = transfer.targetAccess().isDirect();
        body(range.body(), way);
        part(range.head(), way, edges);
        part(range.tail(), way, edges);
    }

    private void body(AlignedRange.Part part, Way way) throws CopyException {
        if (part.lengthBytes() == 0) {
            return;
        }
        evictor.before(part.targetOffset());
        if (rateLimited.getAsBoolean() || !side.allows(part, way)) {
            part(part, way, false);
            return;
        }
        for (SideLane idle = side.idle(); idle != null; idle = side.idle()) {
            if (idle.isSettled()) {
                requireGoingOn();
                idle.start(part, way, side.shareBytes());
                return;
            }
            settle(idle);
        }
        steps(part, way, rest -> lane.stepInCompany(rest, way, side.shareBytes()));
    }

    /** Moves a part while nothing else is moved. */
    private void part(AlignedRange.Part part, Way way, boolean edge) throws CopyException {
        if (part.lengthBytes() > 0) {
            settle();
            steps(part, way, rest -> lane.step(rest, way, edge));
        }
    }

    /** Takes the next step. */
    private interface Stepper {
        Lane.Step step(MergedExtents.Extent rest) throws CopyException;
    }

    private void steps(AlignedRange.Part part, Way way, Stepper stepper) throws CopyException {
        long done = 0;
        while (done < part.lengthBytes()) {
            requireGoingOn();
            MergedExtents.Extent rest = new MergedExtents.Extent(part, done);
            Lane.Step step = stepper.step(rest);
            finished(step);
            done += step.moved().bytes();
            if (!step.complete()) {
                goOnBehind(step, new MergedExtents.Extent(part, done), way);
                return;
            }
        }
    }

    private void finished(Lane.Step step) throws CopyException {
        evictor.after(step.segment(), step.moved().bytes());
        if (step.complete()) {
            shortSegments = 0;
            triesInARow = 0;
        }
    }

    /** Waits until nothing is on its way beside this thread. */
    private void settle() throws CopyException {
        for (SideLane one = side.unsettled(); one != null; one = side.unsettled()) {
            settle(one);
        }
    }

    /** Waits for what is on its way in a lane, and goes on behind it where the lane could not. */
    private void settle(SideLane one) throws CopyException {
        SideLane.Outcome outcome = one.settle();
        if (outcome == null) {
            return;
        }
        long done = 0;
        for (Lane.Step step : outcome.steps()) {
            finished(step);
            done += step.moved().bytes();
            if (!step.complete()) {
                goOnBehind(step, new MergedExtents.Extent(outcome.part(), done), outcome.way());
            }
        }
    }

    /** Decides what follows from a segment that ended early without an error. */
    private void goOnBehind(Lane.Step step, MergedExtents.Extent rest, Way way) throws CopyException {
        Moved moved = step.moved();
        Failures.Place place = step.segment().place();
        if (moved.refusal() != Refusal.NONE) {
            if (policy == CachePolicy.REQUIRE_DIRECT) {
                throw failures.directRefused(moved.refusal(), place, moved.bytes());
            }
            // What is written through the cache must not meet what is written directly in one page.
            settle();
            stepDown(moved.refusal());
        } else if (moved.unlessRetried() != null) {
            triesInARow = moved.bytes() > 0 ? 1 : triesInARow + 1;
            if (triesInARow >= MOST_TRIES) {
                throw moved.unlessRetried();
            }
        } else {
            // Either the source has shrunk, or a short read at an odd place has misled dd.
            boolean stuck = moved.bytes() == 0 || ++shortSegments > MOST_SHORT_SEGMENTS;
            if (stuck || failures.sourceEndsBefore(place)) {
                throw failures.tooShort(place, moved.bytes());
            }
        }
        resume(rest, way);
    }

    /** A side that was refused to several lanes has stepped down already when the next one tells. */
    private void stepDown(Refusal refusal) {
        String reason = "direct I/O was refused while the copy ran";
        if (refusal == Refusal.SOURCE && transfer.sourceAccess().isDirect()) {
            transfer.sourceAccess(stepDown.source(transfer.sourceFile(), reason));
        } else if (refusal == Refusal.TARGET && transfer.targetAccess().isDirect()) {
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
