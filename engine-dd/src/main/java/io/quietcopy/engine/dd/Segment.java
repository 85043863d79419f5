package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import org.jspecify.annotations.Nullable;

/**
 * One stretch that is moved by one set of processes under one permit.
 *
 * @param sourceOffset where it starts in the source
 * @param targetOffset where it starts in the target
 * @param length how long it is
 * @param block the size of one write; the length is a multiple of it
 * @param way what is written
 * @param edge whether it is less than a block of a target that otherwise takes direct I/O
 */
record Segment(long sourceOffset, long targetOffset, long length, long block, Way way, boolean edge) {
    /** What is written. */
    enum Way {
        /** The source's bytes. */
        DATA,
        /**
         * The source's bytes but for blocks of zeroes. Nearly all is data, so one dd does it. It does not tell what it has
         * skipped since the last look; that counts as copied.
         */
        SPARSE_DATA,
        /** The source's bytes but for blocks of zeroes. Nearly all may be zero, so what is skipped is counted. */
        UNKNOWN,
        /** Zeroes. */
        ZEROES;

        boolean skipsZeroes() {
            return this == SPARSE_DATA || this == UNKNOWN;
        }
    }

    /**
     * How far it came.
     *
     * @param bytes how many bytes have been moved or skipped
     * @param refusal which side has refused direct I/O behind them
     * @param unlessRetried what has failed behind them and may work when it is tried again, or null
     */
    record Moved(long bytes, Refusal refusal, @Nullable CopyException unlessRetried) {
        static Moved of(long bytes) {
            return new Moved(bytes, Refusal.NONE, null);
        }

        static Moved refused(long bytes, Refusal refusal) {
            return new Moved(bytes, refusal, null);
        }

        static Moved again(long bytes, CopyException failure) {
            return new Moved(bytes, Refusal.NONE, failure);
        }

        boolean failed() {
            return refusal != Refusal.NONE || unlessRetried != null;
        }
    }

    /** Who has refused direct I/O. */
    enum Refusal {
        NONE,
        SOURCE,
        TARGET
    }

    Failures.Place place() {
        return new Failures.Place(sourceOffset, targetOffset, length);
    }
}
