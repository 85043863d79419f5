package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;

/** One copy: walks the extents, and decides what becomes of zeroes. */
final class DdSession implements TransferSession {
    private final TransferSpec spec;
    private final Transfer transfer;
    private final OpenParts parts;
    private final StepDown stepDown;
    private final Running running;

    DdSession(TransferSpec spec, Transfer transfer, OpenParts parts, StepDown stepDown) {
        this.spec = spec;
        this.transfer = transfer;
        this.parts = parts;
        this.stepDown = stepDown;
        running = new Running();
    }

    @Override
    public SideMode source() {
        return transfer.sourceAccess().mode();
    }

    @Override
    public SideMode target() {
        return transfer.targetAccess().mode();
    }

    @Override
    public TransferResult run(TransferControl control) throws CopyException {
        Watch watch = new Watch(running, parts.threads());
        Mover mover = new Mover(
                transfer, control, running, watch, stepDown, spec::rateLimited, spec.cache(), parts.threads());
        // Leaving zeroes out is right only where the target reads as zero, and only if nobody wants them written.
        boolean mayLeaveHoles = spec.before() == TargetContent.ZERO && spec.zeroes() == ZeroPolicy.SPARSE;
        boolean done = false;
        try (MergedExtents extents = new MergedExtents(spec.extents())) {
            mover.requireGoingOn();
            while (extents.hasNext()) {
                mover.requireGoingOn();
                MergedExtents.Extent extent = extents.next();
                switch (extent.content()) {
                    case DATA -> mover.copy(extent, mayLeaveHoles ? Segment.Way.SPARSE_DATA : Segment.Way.DATA);
                    case UNKNOWN -> mover.copy(extent, mayLeaveHoles ? Segment.Way.UNKNOWN : Segment.Way.DATA);
                    case ZERO -> {
                        if (mayLeaveHoles) {
                            mover.skip(extent);
                        } else {
                            mover.zero(extent);
                        }
                    }
                }
            }
            mover.finish();
            done = true;
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.RANGES_UNREADABLE, "the ranges cannot be read")
                    .engine(DdEngineProvider.ID)
                    .cause(e)
                    .build();
        } finally {
            if (!done) {
                end(watch, mover);
            }
            watch.restoreInterrupt();
        }
        return result(mover);
    }

    private void end(Watch watch, Mover mover) throws CopyException {
        running.abort();
        try {
            if (!running.hung()) {
                watch.stop();
            }
        } finally {
            mover.abandon();
        }
    }

    private TransferResult result(Mover mover) {
        TransferResult.Builder result = TransferResult.builder();
        parts.notes().forEach(result::note);
        if (mover.edges() > 0) {
            result.note(mover.edges() + (mover.edges() == 1 ? " edge" : " edges")
                    + " of less than a block went through the page cache, were flushed, and were evicted.");
        }
        return result.build();
    }

    @Override
    public void abort() {
        running.abort();
    }

    @Override
    public void close() throws CopyException {
        if (running.hung()) {
            parts.threads().abandon();
        }
        parts.close();
    }
}
