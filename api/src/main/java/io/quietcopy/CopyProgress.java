package io.quietcopy;

import java.time.Duration;
import java.util.Objects;

/**
 * How far a copy has come: a snapshot.
 *
 * <p>Immutable and thread-safe. {@link #doneBytes()} counts completed bytes only, never falls, and ends at
 * {@link #totalBytes()}.
 */
public final class CopyProgress {
    private final CopyPhase phase;
    private final long doneBytes;
    private final long totalBytes;
    private final Duration elapsed;

    private CopyProgress(CopyPhase phase, long doneBytes, long totalBytes, Duration elapsed) {
        this.phase = phase;
        this.doneBytes = doneBytes;
        this.totalBytes = totalBytes;
        this.elapsed = elapsed;
    }

    /**
     * Returns a snapshot.
     *
     * @param phase the phase that runs, never null
     * @param doneBytes bytes of the ranges that are complete in the target, at least 0
     * @param totalBytes bytes of all ranges, at least {@code doneBytes}; 0 while they are not known yet
     * @param elapsed the time since the copy was started, never null
     * @return the snapshot, never null
     */
    public static CopyProgress of(CopyPhase phase, long doneBytes, long totalBytes, Duration elapsed) {
        return new CopyProgress(
                Objects.requireNonNull(phase, "phase"),
                doneBytes,
                totalBytes,
                Objects.requireNonNull(elapsed, "elapsed"));
    }

    /**
     * Returns the phase that runs.
     *
     * @return the phase, never null
     */
    public CopyPhase phase() {
        return phase;
    }

    /**
     * Returns the number of bytes that are complete in the target, copied, zeroed, skipped or shared.
     *
     * @return bytes, 0 to {@link #totalBytes()}
     */
    public long doneBytes() {
        return doneBytes;
    }

    /**
     * Returns the number of bytes of all ranges.
     *
     * @return bytes, at least 0; 0 while they are not known yet
     */
    public long totalBytes() {
        return totalBytes;
    }

    /**
     * Returns the time since the copy was started.
     *
     * @return the time, never null or negative
     */
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public String toString() {
        return phase + " " + doneBytes + "/" + totalBytes + " after " + elapsed;
    }
}
