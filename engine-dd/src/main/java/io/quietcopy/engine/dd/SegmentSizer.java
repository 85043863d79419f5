package io.quietcopy.engine.dd;

/**
 * Chooses how many bytes the next dd copies: about a second's worth at the rate of the last one, a quarter where a rate limits
 * the copy. Short enough for pace and cancellation to work with, long enough for the start of a process (some milliseconds)
 * not to count.
 *
 * <p>Not thread-safe.
 */
final class SegmentSizer {
    static final long FIRST_BYTES = 64L << 20;
    static final long LEAST_BYTES = 1L << 20;
    static final long MOST_BYTES = 4L << 30;

    /** Under a rate, which may be low, pieces begin small: nobody tells the rate. */
    static final long FIRST_LIMITED_BYTES = 256L << 10;

    static final long LEAST_LIMITED_BYTES = 64L << 10;
    private static final int MOST_GROWTH = 4;

    private long lastBytes;
    private double bytesPerSecond;

    /** Returns how many bytes the next segment should have. */
    long next(boolean rateLimited) {
        if (lastBytes == 0) {
            return rateLimited ? FIRST_LIMITED_BYTES : FIRST_BYTES;
        }
        double goal = bytesPerSecond * (rateLimited ? 0.25 : 1.0);
        // One lucky segment (a fast cache that is soon full) must not make the next one last for a minute.
        double bounded = Math.min(goal, (double) lastBytes * MOST_GROWTH);
        return (long) Math.max((double) least(rateLimited), Math.min((double) MOST_BYTES, bounded));
    }

    /**
     * Learns from a finished segment. Where a rate limits the copy the time is to include the wait for the permit, as that is
     * the rate which counts then.
     */
    void finished(long bytes, long nanos, boolean rateLimited) {
        if (bytes < least(rateLimited)) {
            return; // mostly the start of a process
        }
        lastBytes = bytes;
        bytesPerSecond = bytes * 1e9 / Math.max(1, nanos);
    }

    private static long least(boolean rateLimited) {
        return rateLimited ? LEAST_LIMITED_BYTES : LEAST_BYTES;
    }
}
