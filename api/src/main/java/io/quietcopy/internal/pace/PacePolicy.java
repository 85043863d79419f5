package io.quietcopy.internal.pace;

/**
 * Decides how many bytes may start now.
 *
 * <p>Free of clocks and threads: the time is handed in, so that a policy can be tested on a virtual clock. Not thread-safe; a
 * {@link PaceGate} calls it under its lock. Times are in nanoseconds of a monotonic clock with any origin.
 */
interface PacePolicy {
    /**
     * Grants bytes. What was granted is in flight until {@link #ended}.
     *
     * @param nowNanos the time
     * @param wanted how many bytes are of use
     * @return as many as are wanted, or 0: not yet
     */
    long grant(long nowNanos, Wanted wanted);

    /**
     * Tells when to ask again after a refusal; before that only if something has ended.
     *
     * @param nowNanos the time
     * @param wanted how many bytes are of use
     * @return nanoseconds from now, at least 1
     */
    long waitNanos(long nowNanos, Wanted wanted);

    /**
     * Takes back bytes that were granted and did not move.
     *
     * @param bytes how many
     */
    default void giveBack(long bytes) {}

    /**
     * Learns that what one grant gave is no longer in flight.
     *
     * @param nowNanos the time
     * @param bytes how many have moved, 0 or more
     * @param latencyNanos from the grant to the end
     */
    default void ended(long nowNanos, long bytes, long latencyNanos) {}

    /**
     * Returns whether it would like to hear from {@link #pressure} of the wait that it has just asked for.
     *
     * @param nowNanos the time
     * @return true only while nothing is in flight: the kernel counts the copy's own waiting as well
     */
    default boolean listens(long nowNanos) {
        return false;
    }

    /**
     * Learns of others' waiting.
     *
     * @param share which part of the time somebody waited for I/O while nothing of this was in flight, 0 to 1
     */
    default void pressure(double share) {}

    /**
     * Returns whether this is a limit of bytes a second, fixed or moving.
     *
     * @return false if bytes are always granted at once
     */
    default boolean limits() {
        return true;
    }
}
