package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of a window, in a bounded number of samples: when there are too many, every two neighbours become one that says
 * the larger size from the earlier time on, so that no sample ever says less than was allowed.
 *
 * <p>Not thread-safe.
 */
final class WindowCourse {
    static final int MOST_SAMPLES = 128;

    private final List<WindowSample> samples = new ArrayList<>();

    /** Returns what the newest sample says, or 0 without any. */
    long newestBytes() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).windowBytes();
    }

    void add(long sinceStartNanos, long windowBytes) {
        if (newestBytes() == windowBytes) {
            return;
        }
        if (samples.size() == MOST_SAMPLES) {
            thin();
        }
        samples.add(WindowSample.of(Duration.ofNanos(sinceStartNanos), windowBytes));
    }

    List<WindowSample> samples() {
        return List.copyOf(samples);
    }

    private void thin() {
        for (int i = 0; i < samples.size(); i++) {
            WindowSample first = samples.get(i);
            WindowSample second = samples.remove(i + 1);
            samples.set(i, WindowSample.of(first.at(), Math.max(first.windowBytes(), second.windowBytes())));
        }
    }
}
