package io.quietcopy.cli;

import io.quietcopy.CopyProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Finds a copy's rate from its progress: that of the last ten seconds, so that it follows the storage but does not
 * flicker. Not thread-safe.
 */
final class RateMeter {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Deque<CopyProgress> samples = new ArrayDeque<>();

    /** Takes a snapshot, not older than the last. */
    void add(CopyProgress progress) {
        samples.addLast(progress);
        while (samples.size() > 2
                && progress.elapsed().minus(samples.getFirst().elapsed()).compareTo(WINDOW) > 0) {
            samples.removeFirst();
        }
    }

    /** Returns the rate in bytes a second, or nothing while there is too little to tell. */
    OptionalDouble bytesPerSecond() {
        if (samples.size() < 2) {
            return OptionalDouble.empty();
        }
        CopyProgress first = samples.getFirst();
        CopyProgress last = samples.getLast();
        double seconds = last.elapsed().minus(first.elapsed()).toNanos() / 1e9;
        return seconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((last.doneBytes() - first.doneBytes()) / seconds);
    }

    /** Returns the seconds until all bytes are there, or nothing if they are or nobody can tell. */
    OptionalLong secondsLeft() {
        OptionalDouble rate = bytesPerSecond();
        if (rate.isEmpty() || rate.getAsDouble() < 1) {
            return OptionalLong.empty();
        }
        long left = samples.getLast().totalBytes() - samples.getLast().doneBytes();
        return left <= 0 ? OptionalLong.empty() : OptionalLong.of((long) Math.ceil(left / rate.getAsDouble()));
    }
}
