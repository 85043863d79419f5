package io.quietcopy.internal.pace;

/**
 * Decides how many bytes may start now.
 *
 * <p>Free of clocks and threads: the time is handed in, so that a policy can be tested on a virtual clock. Not thread-safe; a
 * {@link PaceGate} calls it under its lock. Times are in nanoseconds of a monotonic clock with any origin.
 */
interface PacePolicy {
    /**
     * Grants bytes.
     *
     * @param nowNanos the time
     * @param minBytes the fewest bytes that are of use
     * @param maxBytes the most bytes that are wanted
     * @return {@code minBytes} to {@code maxBytes}, or 0: not yet
     */
    long grant(long nowNanos, long minBytes, long maxBytes);

    /**
     * Tells when to ask again after a refusal.
     *
     * @param nowNanos the time
     * @param minBytes the fewest bytes that are of use
     * @return nanoseconds from now, at least 1
     */
    long waitNanos(long nowNanos, long minBytes);

    /**
     * Takes back bytes that were granted and did not move.
     *
     * @param bytes how many
     */
    void giveBack(long bytes);

    /**
     * Learns how long granted bytes took.
     *
     * @param nowNanos the time
     * @param bytes how many moved
     * @param latencyNanos from the grant to the end
     */
    default void completed(long nowNanos, long bytes, long latencyNanos) {}
}
