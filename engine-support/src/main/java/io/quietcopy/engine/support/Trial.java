package io.quietcopy.engine.support;

/**
 * Measures how storage answers to one size of the window: waits until all that went into flight under another size has
 * arrived, then counts what arrives while the window is used a whole number of times.
 *
 * <p>A whole number, because bytes that went into flight together arrive together: any other stretch would count a bunch too
 * many or too few. Time in which nothing is in flight does not count.
 *
 * <p>Not thread-safe. Knows no clock.
 */
final class Trial {
    /**
     * What came of it.
     *
     * @param rate bytes a nanosecond
     * @param latencyNanos how long a byte was in flight, on average
     * @param deviationNanos the standard deviation of that
     * @param writeShare the part of it that the writes took
     */
    record Result(double rate, double latencyNanos, double deviationNanos, double writeShare) {
        /** Returns how many bytes were in flight on average, by Little's law. */
        double inFlightBytes() {
            return rate * latencyNanos;
        }

        /** Returns a point between this one and another, nearer to this one. */
        Result towards(Result other) {
            return new Result(
                    rate + (other.rate - rate) / 4,
                    latencyNanos + (other.latencyNanos - latencyNanos) / 4,
                    deviationNanos + (other.deviationNanos - deviationNanos) / 4,
                    writeShare + (other.writeShare - writeShare) / 4);
        }
    }

    private final long measureBytes;
    private long settleBytes;
    private long startNanos;
    private long idleNanos;
    private long idleSinceNanos;
    private long bytes;
    private double byteNanos;
    private double byteSquareNanos;
    private double byteWriteNanos;

    /**
     * Starts one.
     *
     * @param settleBytes how much has to arrive before anything counts
     * @param measureBytes how much counts
     * @param nowNanos the time
     */
    Trial(long settleBytes, long measureBytes, long nowNanos) {
        this.settleBytes = settleBytes;
        this.measureBytes = measureBytes;
        startNanos = nowNanos;
        idleSinceNanos = nowNanos;
    }

    /** Bytes go into flight after nothing was. */
    void resumed(long nowNanos) {
        idleNanos += nowNanos - idleSinceNanos;
    }

    /** Nothing is in flight. */
    void paused(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /** Bytes have arrived. */
    void arrived(long arrivedBytes, long readNanos, long writeNanos, long nowNanos) {
        if (settleBytes > 0) {
            settleBytes -= arrivedBytes;
            if (settleBytes <= 0) {
                startNanos = nowNanos;
                idleNanos = 0;
            }
            return;
        }
        double nanos = (double) readNanos + writeNanos;
        bytes += arrivedBytes;
        byteNanos += arrivedBytes * nanos;
        byteSquareNanos += arrivedBytes * nanos * nanos;
        byteWriteNanos += (double) arrivedBytes * writeNanos;
    }

    boolean done() {
        return bytes >= measureBytes;
    }

    Result result(long nowNanos) {
        double latency = Math.max(1, byteNanos / bytes);
        double variance = Math.max(0, byteSquareNanos / bytes - latency * latency);
        double rate = (double) bytes / Math.max(1, nowNanos - startNanos - idleNanos);
        return new Result(rate, latency, Math.sqrt(variance), byteWriteNanos / Math.max(1, byteNanos));
    }
}
