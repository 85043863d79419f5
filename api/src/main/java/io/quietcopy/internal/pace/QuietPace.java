package io.quietcopy.internal.pace;

import java.util.HashMap;
import java.util.Map;

/**
 * Yields to others: slows down when somebody else seems to wait for the storage, and speeds up again when nobody does.
 *
 * <p>Two signals. The first is the copy's own latency: what it pays for a byte, over the least that it has paid in the last minute
 * for pieces of about that size. Competitors make it rise (the idea of TCP Vegas: queueing delay tells of others before
 * anything is lost). The second is the kernel's account of I/O pressure, which counts the copy's own waiting too, and is
 * therefore only read over moments in which the copy has nothing in flight.
 *
 * <p>The rate follows by additive increase and multiplicative decrease, at most one step in {@value #STEP_MILLIS} ms, and never
 * falls below {@link #FLOOR_BYTES_PER_SECOND}, so that a copy always ends.
 */
final class QuietPace implements PacePolicy {
    /** The rate that is never gone below, in bytes a second. */
    static final double FLOOR_BYTES_PER_SECOND = 4 << 20;

    private static final long STEP_MILLIS = 200;
    private static final double START_BYTES_PER_SECOND = 64 << 20;
    private static final double MOST_BYTES_PER_SECOND = 64e9;
    private static final double INFLATED = 1.6;
    private static final double PRESSED = 0.05;
    private static final double DECREASE = 0.7;
    private static final double INCREASE = 1.25;
    private static final long FLOOR_WINDOW_NANOS = 60_000_000_000L;

    private final RatePace rate = new RatePace(START_BYTES_PER_SECOND);
    private final Map<Integer, Floor> floors = new HashMap<>();
    private double inflation = 1;
    private double pressure;
    private long lastStepNanos;
    private boolean stepped;
    private long movedSinceStep;

    @Override
    public long grant(long nowNanos, long minBytes, long maxBytes) {
        step(nowNanos);
        return rate.grant(nowNanos, minBytes, maxBytes);
    }

    @Override
    public long waitNanos(long nowNanos, long minBytes) {
        return rate.waitNanos(nowNanos, minBytes);
    }

    @Override
    public void giveBack(long bytes) {
        rate.giveBack(bytes);
    }

    @Override
    public void completed(long nowNanos, long bytes, long latencyNanos) {
        movedSinceStep += bytes;
        double cost = (double) latencyNanos / Math.max(1, bytes);
        int sizeClass = 64 - Long.numberOfLeadingZeros(bytes);
        Floor floor = floors.computeIfAbsent(sizeClass, key -> new Floor());
        double over = cost / floor.least(nowNanos, cost);
        inflation = 0.7 * inflation + 0.3 * over;
    }

    /** Learns which part of the time others waited for I/O while the copy had nothing in flight, 0 to 1. */
    void pressure(double share) {
        pressure = 0.5 * pressure + 0.5 * share;
    }

    double bytesPerSecond() {
        return rate.bytesPerSecond();
    }

    private void step(long nowNanos) {
        if (!stepped) {
            stepped = true;
            lastStepNanos = nowNanos;
            return;
        }
        double seconds = (nowNanos - lastStepNanos) / 1e9;
        if (seconds * 1000 < STEP_MILLIS) {
            return;
        }
        double achieved = movedSinceStep / seconds;
        double next = rate.bytesPerSecond();
        if (inflation > INFLATED || pressure > PRESSED) {
            // From what was really achieved: a rate far above it would take many steps to bite.
            next = Math.min(next, Math.max(achieved, FLOOR_BYTES_PER_SECOND)) * DECREASE;
        } else if (achieved > next / 2) {
            next *= INCREASE;
        }
        rate.changeRate(nowNanos, Math.max(FLOOR_BYTES_PER_SECOND, Math.min(MOST_BYTES_PER_SECOND, next)));
        lastStepNanos = nowNanos;
        movedSinceStep = 0;
    }

    /** The least cost of a byte over one to two windows. */
    private static final class Floor {
        private double current = Double.MAX_VALUE;
        private double previous = Double.MAX_VALUE;
        private long windowStart;
        private boolean started;

        double least(long nowNanos, double cost) {
            if (!started || nowNanos - windowStart > FLOOR_WINDOW_NANOS) {
                previous = started ? current : Double.MAX_VALUE;
                current = Double.MAX_VALUE;
                windowStart = nowNanos;
                started = true;
            }
            current = Math.min(current, cost);
            return Math.max(1e-9, Math.min(current, previous));
        }
    }
}
