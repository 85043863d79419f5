package io.quietcopy;

import java.time.Duration;
import java.util.Objects;

/**
 * The size of the in-flight window at one moment.
 *
 * <p>Immutable and thread-safe.
 */
public final class WindowSample {
    private final Duration at;
    private final long windowBytes;

    private WindowSample(Duration at, long windowBytes) {
        this.at = at;
        this.windowBytes = windowBytes;
    }

    /**
     * Returns a sample.
     *
     * @param at the time since the transfer began, never null
     * @param windowBytes the most bytes that might be in flight from then on, at least 0
     * @return the sample, never null
     */
    public static WindowSample of(Duration at, long windowBytes) {
        return new WindowSample(Objects.requireNonNull(at, "at"), windowBytes);
    }

    /**
     * Returns the time since the transfer began.
     *
     * @return the time, never null
     */
    public Duration at() {
        return at;
    }

    /**
     * Returns the most bytes that might be in flight from then on.
     *
     * @return bytes, at least 0
     */
    public long windowBytes() {
        return windowBytes;
    }

    @Override
    public String toString() {
        return windowBytes + " bytes after " + at;
    }
}
