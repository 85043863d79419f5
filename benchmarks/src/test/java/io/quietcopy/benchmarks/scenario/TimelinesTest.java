package io.quietcopy.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.benchmarks.child.Latencies;
import io.quietcopy.benchmarks.result.Timeline;
import org.junit.jupiter.api.Test;

class TimelinesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void condensesToMedianAndLongestOfEachInterval() {
        Latencies log = Latencies.of(
                new long[] {0, MILLI, 2 * MILLI, 10 * MILLI, 95 * MILLI}, new long[] {5, 1, 3, 7 * MILLI, 9 * MILLI});
        Latencies none = Latencies.of(new long[0], new long[0]);

        Timeline timeline = Timelines.of(0, 20 * MILLI, 60 * MILLI, 100 * MILLI, log, none);

        assertThat(timeline.copyStartSeconds()).isEqualTo(0.02);
        assertThat(timeline.copyEndSeconds()).isEqualTo(0.06);
        assertThat(timeline.endSeconds()).isEqualTo(0.1);
        assertThat(timeline.reads()).isEmpty();
        assertThat(timeline.log())
                .containsExactly(
                        new Timeline.Point(0.005, 3e-9, 5e-9),
                        new Timeline.Point(0.015, 0.007, 0.007),
                        new Timeline.Point(0.095, 0.009, 0.009));
    }

    @Test
    void leavesOutWhatBeganOutside() {
        Latencies log = Latencies.of(new long[] {-5, 200 * MILLI}, new long[] {1, 1});

        assertThat(Timelines.of(0, 0, 0, 100 * MILLI, log, log).log()).isEmpty();
    }

    @Test
    void hasFewPointsHoweverLongItIs() {
        long[] starts = new long[100_000];
        long[] took = new long[100_000];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i * MILLI;
            took[i] = 1000;
        }

        Timeline timeline =
                Timelines.of(0, 0, 1, 100_000 * MILLI, Latencies.of(starts, took), Latencies.of(starts, took));

        assertThat(timeline.log()).hasSizeBetween(300, 400);
    }

    @Test
    void whatIsUnderWayDuringTheCopyCountsAlsoIfItBeganBefore() {
        Latencies log = Latencies.of(new long[] {0, 50, 200, 300}, new long[] {10, 100, 5, 5});

        assertThat(log.sortedBetween(100, 250)).containsExactly(5, 100);
    }
}
