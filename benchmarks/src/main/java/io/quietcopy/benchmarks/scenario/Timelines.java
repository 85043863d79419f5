package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.child.Latencies;
import io.quietcopy.benchmarks.result.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Condenses latencies to what a chart can show: the median and the longest of each short interval. */
final class Timelines {
    private static final int MOST_POINTS = 400;
    private static final long SHORTEST_INTERVAL_NANOS = 10_000_000;

    private Timelines() {}

    /**
     * Condenses.
     *
     * @param startNanos where the timeline begins
     * @param copyStartNanos where the copy begins
     * @param copyEndNanos where it ends
     * @param endNanos where the timeline ends
     */
    static Timeline of(
            long startNanos, long copyStartNanos, long copyEndNanos, long endNanos, Latencies log, Latencies reads) {
        long interval = Math.max(SHORTEST_INTERVAL_NANOS, (endNanos - startNanos) / MOST_POINTS + 1);
        return new Timeline(
                (copyStartNanos - startNanos) / 1e9,
                (copyEndNanos - startNanos) / 1e9,
                (endNanos - startNanos) / 1e9,
                points(log, startNanos, endNanos, interval),
                points(reads, startNanos, endNanos, interval));
    }

    /** What takes longer than an interval stands where it began. */
    private static List<Timeline.Point> points(Latencies latencies, long start, long end, long interval) {
        List<Timeline.Point> points = new ArrayList<>();
        int from = 0;
        while (from < latencies.count()) {
            long slot = (latencies.startNanos(from) - start) / interval;
            int to = from;
            while (to < latencies.count() && (latencies.startNanos(to) - start) / interval == slot) {
                to++;
            }
            if (latencies.startNanos(from) >= start && latencies.startNanos(from) < end) {
                points.add(point(latencies, from, to, (slot + 0.5) * interval / 1e9));
            }
            from = to;
        }
        return points;
    }

    private static Timeline.Point point(Latencies latencies, int from, int to, double atSeconds) {
        long[] took = new long[to - from];
        for (int i = from; i < to; i++) {
            took[i - from] = latencies.tookNanos(i);
        }
        Arrays.sort(took);
        return new Timeline.Point(atSeconds, took[took.length / 2] / 1e9, took[took.length - 1] / 1e9);
    }
}
