package io.quietcopy.engine.support;

import java.nio.ByteBuffer;

/**
 * Finds what need not be written: runs of zeroes in a buffer.
 *
 * <p>A run between data is worth a second write only if it is long; at the front and at the back it costs nothing to leave it
 * out. Compares by {@link ByteBuffer#mismatch}, which the compiler vectorises.
 *
 * <p>Not thread-safe.
 */
final class ZeroRuns {
    /** What takes a local disk about as long as one more write does. */
    static final int LEAST_INNER_BYTES = 32 << 10;

    private static final int GRANULE_BYTES = 4096;

    private final int granule;
    private final ByteBuffer zeroes;

    ZeroRuns(int unit) {
        granule = Math.max(unit, GRANULE_BYTES);
        zeroes = ByteBuffer.allocate(granule);
    }

    /** Takes runs. */
    interface Taker<X extends Exception> {
        void run(int from, int to, boolean zero) throws X;
    }

    /** Cuts the bytes {@code from} to {@code to} into runs that are to be written and runs that are not. */
    <X extends Exception> void cut(ByteBuffer bytes, int from, int to, Taker<X> taker) throws X {
        // Whoever takes a run moves the limit of the buffer.
        ByteBuffer buffer = bytes.duplicate().clear();
        int dataStart = from;
        int at = from;
        while (at < to) {
            int zeroEnd = zeroEnd(buffer, at, to);
            boolean worth = zeroEnd > at && (at == dataStart || zeroEnd == to || zeroEnd - at >= LEAST_INNER_BYTES);
            if (worth) {
                if (at > dataStart) {
                    taker.run(dataStart, at, false);
                }
                taker.run(at, zeroEnd, true);
                dataStart = zeroEnd;
                at = zeroEnd;
            } else {
                at = Math.min(to, Math.max(zeroEnd, at + granule));
            }
        }
        if (dataStart < to) {
            taker.run(dataStart, to, false);
        }
    }

    /** Returns whether all bytes are zero. */
    boolean isZero(ByteBuffer buffer, int from, int to) {
        return zeroEnd(buffer, from, to) == to;
    }

    private int zeroEnd(ByteBuffer buffer, int from, int to) {
        int at = from;
        while (at < to) {
            int length = Math.min(granule, to - at);
            if (buffer.get(at) != 0 || buffer.slice(at, length).mismatch(zeroes.slice(0, length)) >= 0) {
                return at;
            }
            at += length;
        }
        return to;
    }
}
