package io.quietcopy.benchmarks.result;

import java.util.List;

/**
 * The neighbour's latencies over the time of one run, as the longest of each short interval. Immutable.
 *
 * @param copyStartSeconds when the copy began, since the timeline's beginning
 * @param copyEndSeconds when it ended; equal to its beginning if there was none
 * @param endSeconds when the timeline ends
 * @param log the latencies of the log's fsync
 * @param reads the latencies of reads of the working set
 */
public record Timeline(
        double copyStartSeconds, double copyEndSeconds, double endSeconds, List<Point> log, List<Point> reads) {

    /**
     * One interval.
     *
     * @param atSeconds the middle of the interval
     * @param medianSeconds the median latency in it
     * @param maxSeconds the longest latency in it
     */
    public record Point(double atSeconds, double medianSeconds, double maxSeconds) {}

    /** Tells whether there was a copy. */
    public boolean hasCopy() {
        return copyEndSeconds > copyStartSeconds;
    }

    /** Takes immutable copies. */
    public Timeline {
        log = List.copyOf(log);
        reads = List.copyOf(reads);
    }
}
