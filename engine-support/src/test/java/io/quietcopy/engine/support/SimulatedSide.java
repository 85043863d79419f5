package io.quietcopy.engine.support;

import java.util.Random;

/** One side of a simulated copy: a pipe of some bandwidth, one request after the other, and a latency behind it, side by side. */
final class SimulatedSide {
    final Random random;
    double bytesPerNano;
    long latencyNanos;
    long jitterNanos;
    long requestNanos;
    /** Requests of somebody else, of so many bytes each so many nanoseconds apart; 0 for none. */
    long otherBytes;

    long otherEveryNanos;
    private double busyUntil;
    private double otherNext;

    long inFlight;
    long mostInFlight;

    SimulatedSide(double megabytesPerSecond, double latencyMillis, long seed) {
        bytesPerNano = megabytesPerSecond / 1e3;
        latencyNanos = (long) (latencyMillis * 1e6);
        random = new Random(seed);
    }

    long due(long bytes, long now) {
        if (otherEveryNanos > 0) {
            otherNext = Math.max(otherNext, now - 10.0 * otherEveryNanos);
            while (otherNext <= now) {
                busyUntil = Math.max(busyUntil, otherNext) + requestNanos + otherBytes / bytesPerNano;
                otherNext += otherEveryNanos * 2 * random.nextDouble();
            }
        }
        busyUntil = Math.max(busyUntil, now) + requestNanos + bytes / bytesPerNano;
        return (long) busyUntil + latencyNanos + (jitterNanos == 0 ? 0 : (long) (random.nextDouble() * jitterNanos));
    }

    void enter(long bytes) {
        inFlight += bytes;
        mostInFlight = Math.max(mostInFlight, inFlight);
    }

    void leave(long bytes) {
        inFlight -= bytes;
    }

    /** The most bytes a nanosecond that it can deliver in blocks of this size. */
    double capacity(long block) {
        double free = otherEveryNanos == 0 ? 1 : 1 - (requestNanos + otherBytes / bytesPerNano) / otherEveryNanos;
        return block / (requestNanos + block / bytesPerNano) * free;
    }

    /** How long a block takes when nothing else is there. */
    double nanos(long block) {
        return requestNanos + block / bytesPerNano + latencyNanos + jitterNanos / 2.0;
    }
}
