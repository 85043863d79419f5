package io.quietcopy.engine.support;

import java.util.List;

/**
 * What one worker moves at a time.
 *
 * @param number its place in the order of the target, from 0 on
 * @param kind what is to be done
 * @param sourceOffset where it starts in the source
 * @param targetOffset where it starts in the target; in a transfer that only reads, in the source
 * @param lengthBytes its length, at least 1
 * @param holes what of data is zero nevertheless, in order
 */
record Piece(long number, Kind kind, long sourceOffset, long targetOffset, long lengthBytes, List<Hole> holes) {
    /**
     * Zeroes that do not fill a unit of the target and are therefore moved with the data beside them.
     *
     * @param start where they start in the target
     * @param end where they end
     */
    record Hole(long start, long end) {}

    /** What is to be done. */
    enum Kind {
        /** Read and write. */
        DATA,
        /** Make whole blocks zero. */
        ZERO,
        /** Share whole blocks, or else read and write. */
        SHARE
    }
}
