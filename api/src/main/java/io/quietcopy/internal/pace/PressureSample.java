package io.quietcopy.internal.pace;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Measures which part of a stretch of time others waited for I/O. Used while the copy has nothing in flight, since the kernel's
 * account includes the copy's own waiting.
 *
 * @param micros the account at the start, empty where the kernel has none
 * @param startNanos when it started
 */
public record PressureSample(OptionalLong micros, long startNanos) {
    /** Shorter stretches say nothing: the kernel updates its account every few milliseconds. */
    private static final long SHORTEST_NANOS = 5_000_000;

    /**
     * Starts a stretch.
     *
     * @param pressure the kernel's account
     * @param clock a monotonic clock in nanoseconds
     * @return the sample
     */
    public static PressureSample start(IoPressure pressure, LongSupplier clock) {
        return new PressureSample(pressure.someMicros(), clock.getAsLong());
    }

    /**
     * Ends the stretch.
     *
     * @param pressure the kernel's account
     * @param clock the same clock
     * @return 0 to 1, or empty if it was too short or the kernel does not tell
     */
    public OptionalDouble end(IoPressure pressure, LongSupplier clock) {
        long elapsedNanos = clock.getAsLong() - startNanos;
        if (micros.isEmpty() || elapsedNanos < SHORTEST_NANOS) {
            return OptionalDouble.empty();
        }
        OptionalLong now = pressure.someMicros();
        if (now.isEmpty()) {
            return OptionalDouble.empty();
        }
        double waitedNanos = (now.getAsLong() - micros.getAsLong()) * 1000.0;
        return OptionalDouble.of(Math.max(0, Math.min(1, waitedNanos / elapsedNanos)));
    }
}
