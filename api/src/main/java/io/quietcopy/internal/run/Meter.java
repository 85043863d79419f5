package io.quietcopy.internal.run;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Permit;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a copy has done, and when it last showed a sign of life.
 *
 * <p>Thread-safe. Time is that of a monotonic clock in nanoseconds.
 */
final class Meter {
    private final LongSupplier clock;
    private final long startNanos;
    private final Map<CopyPhase, Duration> phaseTimes = new EnumMap<>(CopyPhase.class);
    private final Map<Permit.How, Long> done = new EnumMap<>(Permit.How.class);
    private long totalBytes;
    private long doneBytes;
    private @Nullable CopyPhase phase;
    private CopyPhase newestPhase = CopyPhase.PREFLIGHT;
    private long phaseStartNanos;
    private long lastSignNanos;
    private boolean slow;
    private int inFlightPermits;
    private int waiting;

    Meter(LongSupplier clock) {
        this.clock = clock;
        this.startNanos = clock.getAsLong();
        this.lastSignNanos = startNanos;
        this.phaseStartNanos = startNanos;
    }

    synchronized void enter(CopyPhase next) {
        leave();
        phase = next;
        newestPhase = next;
        phaseStartNanos = clock.getAsLong();
        sign(next == CopyPhase.FLUSH || next == CopyPhase.PUBLISH);
    }

    /** Ends the phase that runs. */
    synchronized void leave() {
        CopyPhase ended = phase;
        if (ended != null) {
            phaseTimes.merge(ended, Duration.ofNanos(clock.getAsLong() - phaseStartNanos), Duration::plus);
        }
        phase = null;
    }

    synchronized void total(long bytes) {
        totalBytes = bytes;
    }

    synchronized void alive(Activity activity) {
        sign(activity == Activity.FLUSHING || activity == Activity.ZEROING);
    }

    /** A sign of life that makes the ordinary bound count again. */
    synchronized void alive() {
        sign(false);
    }

    synchronized void completed(long bytes, Permit.How how, boolean counts) {
        if (counts) {
            done.merge(how, bytes, Long::sum);
            doneBytes += bytes;
        }
        sign(false);
    }

    synchronized void waits(boolean starts) {
        waiting += starts ? 1 : -1;
        if (!starts) {
            sign(slow);
        }
    }

    synchronized void inFlight(boolean starts) {
        inFlightPermits += starts ? 1 : -1;
        sign(slow);
    }

    /**
     * Returns for how long nothing has moved: 0 while the copy only waits for its turn, since bytes that are not in flight
     * cannot hang.
     */
    synchronized long silentNanos() {
        if (waiting > 0 && inFlightPermits == 0) {
            return 0;
        }
        return clock.getAsLong() - lastSignNanos;
    }

    /** Returns whether what runs now (a flush, zeroing) may take long without a sign. */
    synchronized boolean slow() {
        return slow;
    }

    synchronized long doneBytes() {
        return doneBytes;
    }

    synchronized long done(Permit.How how) {
        return done.getOrDefault(how, 0L);
    }

    synchronized long totalBytes() {
        return totalBytes;
    }

    synchronized @Nullable CopyPhase phase() {
        return phase;
    }

    synchronized Map<CopyPhase, Duration> phaseTimes() {
        return Collections.unmodifiableMap(new EnumMap<>(phaseTimes));
    }

    Duration elapsed() {
        return Duration.ofNanos(clock.getAsLong() - startNanos);
    }

    synchronized CopyProgress progress() {
        return CopyProgress.of(newestPhase, doneBytes, totalBytes, elapsed());
    }

    private void sign(boolean mayTakeLong) {
        lastSignNanos = clock.getAsLong();
        slow = mayTakeLong;
    }
}
