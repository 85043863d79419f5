package io.quietcopy.internal.pace;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a byte costs in time when nobody else wants the storage: the mean of the calmest second of the last minute.
 *
 * <p>A mean of a second, since the least of single pieces says how lucky one can be and not how calm it is; of a minute, since
 * storage changes. A second counts only with {@value #LEAST_PIECES} pieces in it, and lasts until it has them. Not thread-safe,
 * knows no clock.
 */
final class LatencyFloor {
    private static final int LEAST_PIECES = 16;
    private static final long STRETCH_NANOS = 1_000_000_000L;
    private static final long MEMORY_NANOS = 60 * STRETCH_NANOS;

    /**
     * A second that is over.
     *
     * @param endNanos when
     * @param cost what a byte cost, in nanoseconds
     */
    private record Stretch(long endNanos, double cost) {}

    private final Deque<Stretch> stretches = new ArrayDeque<>();
    /** The least cost in them. */
    private double least;

    private long startNanos;
    private int pieces;
    private double costs;

    /**
     * Learns of a piece.
     *
     * @param nowNanos the time
     * @param cost nanoseconds that a byte of it took
     */
    void add(long nowNanos, double cost) {
        if (pieces == 0) {
            startNanos = nowNanos;
        }
        pieces++;
        costs += cost;
        if (pieces >= LEAST_PIECES && nowNanos - startNanos >= STRETCH_NANOS) {
            stretches.addLast(new Stretch(nowNanos, costs / pieces));
            while (nowNanos - stretches.getFirst().endNanos() > MEMORY_NANOS) {
                stretches.removeFirst();
            }
            least = stretches.stream().mapToDouble(Stretch::cost).min().orElseThrow();
            pieces = 0;
            costs = 0;
        }
    }

    /** Forgets the second that has begun: it was not one of those that count. */
    void interrupt() {
        pieces = 0;
        costs = 0;
    }

    boolean known() {
        return !stretches.isEmpty();
    }

    /**
     * Returns how much more than the least a cost is.
     *
     * @param cost nanoseconds for a byte
     * @return 1 and around it if nobody disturbs, or nothing is known yet
     */
    double inflation(double cost) {
        double usual = known() ? least : pieces == 0 ? cost : costs / pieces;
        return cost / Math.max(Double.MIN_NORMAL, usual);
    }
}
