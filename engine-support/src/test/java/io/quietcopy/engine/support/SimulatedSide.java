package io.quietcopy.engine.support;

import java.util.Random;

/**
 * One side of a simulated copy. A request takes its turn in a pipe, where it takes a time of its own and its bytes divided by the
 * bandwidth; behind the pipe it takes the latency and the jitter, side by side with all others.
 */
final class SimulatedSide {
    /** Times and rates, which may change while it runs. */
    record Timing(double bytesPerNano, double latencyNanos, double jitterNanos, double requestNanos) {
        static Timing of(double megabytesPerSecond, double latencyMillis) {
            return new Timing(megabytesPerSecond / 1e3, latencyMillis * 1e6, 0, 0);
        }

        /** Sets the longest of random times that the latency is lengthened by, as a share of it. */
        Timing jitter(double share) {
            return new Timing(bytesPerNano, latencyNanos, share * latencyNanos, requestNanos);
        }

        /** Sets what each request takes in the pipe beside its bytes. */
        Timing request(double micros) {
            return new Timing(bytesPerNano, latencyNanos, jitterNanos, micros * 1e3);
        }

        /** The most bytes a nanosecond in blocks of a size. */
        double capacity(long block) {
            return block / (requestNanos + block / bytesPerNano);
        }

        /** How long a block takes, on average, when nothing else is there. */
        double nanos(long block) {
            return requestNanos + block / bytesPerNano + latencyNanos + jitterNanos / 2;
        }
    }

    private static final long NEIGHBOUR_BYTES = 64 << 10;

    private final Random random;
    private Timing timing;
    /** The share of the pipe that somebody else takes, in requests at random times. */
    private double neighbourShare;

    private double neighbourNext;
    private double busyUntil;
    private long inFlight;
    private long mostInFlight;

    SimulatedSide(Timing timing, long seed) {
        this.timing = timing;
        random = new Random(seed);
    }

    Timing timing() {
        return timing;
    }

    void timing(Timing value) {
        timing = value;
    }

    void neighbour(double share, long now) {
        neighbourShare = share;
        neighbourNext = now;
    }

    double capacity(long block) {
        return timing.capacity(block) * (1 - neighbourShare);
    }

    /** Takes a request, and returns when it will be done. */
    long due(long bytes, long now) {
        inFlight += bytes;
        mostInFlight = Math.max(mostInFlight, inFlight);
        letNeighbourIn(now);
        busyUntil = Math.max(busyUntil, (double) now) + timing.requestNanos() + bytes / timing.bytesPerNano();
        return (long) (busyUntil + timing.latencyNanos() + random.nextDouble() * timing.jitterNanos());
    }

    private void letNeighbourIn(long now) {
        if (neighbourShare == 0) {
            return;
        }
        double service = timing.requestNanos() + NEIGHBOUR_BYTES / timing.bytesPerNano();
        while (neighbourNext <= now) {
            busyUntil = Math.max(busyUntil, neighbourNext) + service;
            neighbourNext += service / neighbourShare * 2 * random.nextDouble();
        }
    }

    void done(long bytes) {
        inFlight -= bytes;
    }

    long mostInFlight() {
        return mostInFlight;
    }

    void forgetMost() {
        mostInFlight = inFlight;
    }
}
