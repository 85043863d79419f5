package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import java.util.List;
import java.util.OptionalLong;

/**
 * Decides how many bytes of one session may be in flight.
 *
 * <p>It knows neither clock nor threads, so that it can be simulated: time comes in by the arguments. {@link BlockSession} counts what
 * is in flight, holds its workers back, starts more of them when the limit grows, and calls all methods but {@link
 * #mostBytes()} under one lock.
 */
public interface InFlightWindow {
    /**
     * Returns the most bytes that {@link #limitBytes()} will ever say. Always the same.
     *
     * @return bytes, at least 1
     */
    long mostBytes();

    /**
     * Returns how many bytes may be in flight now. A single piece that is larger goes when nothing else is in flight.
     *
     * @return bytes, at least 1
     */
    long limitBytes();

    /**
     * Returns how many of the bytes in flight may be on one side now, in a call that has not returned. A single piece that is
     * larger goes when nothing else is there.
     *
     * @param write true for the target, false for the source
     * @return bytes, at least 1
     */
    default long sideLimitBytes(boolean write) {
        return Long.MAX_VALUE;
    }

    /**
     * Returns how long blocks should be from now on. Workers keep the buffers that they have: a block is never longer than its
     * worker's.
     *
     * @return bytes, at least 1; or empty if the window has no opinion, which is then so always
     */
    default OptionalLong blockBytes() {
        return OptionalLong.empty();
    }

    /**
     * Learns that bytes go into flight.
     *
     * @param bytes how many, at least 1
     * @param nowNanos the time of a monotonic clock
     */
    void acquired(long bytes, long nowNanos);

    /**
     * Learns that bytes have arrived, or have been given up.
     *
     * @param bytes how many were in flight, as many as in {@link #acquired}
     * @param movedBytes how many of them have arrived, from 0 to {@code bytes}
     * @param readNanos how long the calls took that read them
     * @param writeNanos how long the calls took that wrote them
     * @param nowNanos the time of the same clock
     */
    void released(long bytes, long movedBytes, long readNanos, long writeNanos, long nowNanos);

    /**
     * Learns who else waits for the storage.
     *
     * @param company who does, never null
     * @param nowNanos the time of the same clock
     */
    default void company(Company company, long nowNanos) {}

    /**
     * Returns the course of the limit, for the report: what was in flight was never more than the newest sample said.
     *
     * @return a bounded number of samples in the order of time, at least one, none above {@link #mostBytes()}, never null
     */
    List<WindowSample> samples();
}
