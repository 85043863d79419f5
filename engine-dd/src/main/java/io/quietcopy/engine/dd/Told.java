package io.quietcopy.engine.dd;

import io.quietcopy.spi.Permit;

/**
 * Tells a permit how far a segment has come, in steps that only grow.
 *
 * <p>Where dd skips zeroes the sums of copied and skipped bytes are exact, but not the places: dd does not say which blocks it
 * has skipped since the last look. Not thread-safe.
 */
final class Told {
    private final Permit permit;
    private final long targetOffset;
    private final long lengthBytes;
    private final Permit.How how;
    private long moved;
    private long skipped;

    Told(Permit permit, Segment segment) {
        this.permit = permit;
        targetOffset = segment.targetOffset();
        lengthBytes = segment.length();
        how = segment.way() == Segment.Way.ZEROES ? Permit.How.ZEROED : Permit.How.COPIED;
    }

    /** Tells that so many bytes have been moved, and so many skipped, since the start of the segment. */
    void reached(long movedNow, long skippedNow) {
        long more = Math.min(movedNow, lengthBytes - skipped) - moved;
        if (more > 0) {
            permit.completed(targetOffset + done(), more, how);
            moved += more;
        }
        long moreSkipped = Math.min(skippedNow, lengthBytes - moved) - skipped;
        if (moreSkipped > 0) {
            permit.completed(targetOffset + done(), moreSkipped, Permit.How.SKIPPED);
            skipped += moreSkipped;
        }
    }

    /** Tells that so many bytes are done in all; what was not told as skipped counts as moved. */
    void done(long total) {
        reached(total - skipped, skipped);
    }

    /** Returns how many bytes have been told. */
    long done() {
        return moved + skipped;
    }

    /** Returns how many bytes have been told as skipped. */
    long skipped() {
        return skipped;
    }
}
