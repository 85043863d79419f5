package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Statistics;
import io.quietcopy.benchmarks.result.Timeline;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The neighbour's latencies over time, with the copy's start and end. A band reaches from the median to the longest of each
 * short interval. All panels have the same axes, so that they can be compared at a glance.
 */
final class TimelineChart {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 206;
    private static final int LEFT = 52;
    private static final int RIGHT = 8;
    private static final int TOP = 44;
    private static final int BOTTOM = 22;
    private static final double LEAST_SECONDS = 1e-6;
    private static final double MOST_SECONDS = 1;

    private final double endSeconds;
    private final LogScale latency;

    private TimelineChart(double endSeconds, LogScale latency) {
        this.endSeconds = endSeconds;
        this.latency = latency;
    }

    /** Axes that fit all of them. */
    static TimelineChart over(List<Timeline> timelines) {
        // The neighbour alone may be watched for longer than any copy takes; nobody needs to see all of it.
        double end = timelines.stream()
                .filter(timelines.stream().anyMatch(Timeline::hasCopy) ? Timeline::hasCopy : all -> true)
                .mapToDouble(Timeline::endSeconds)
                .max()
                .orElse(1);
        double most = timelines.stream()
                .flatMap(timeline -> timeline.log().stream())
                .mapToDouble(Timeline.Point::maxSeconds)
                .max()
                .orElse(MOST_SECONDS);
        return new TimelineChart(end, LogScale.around(LEAST_SECONDS, most, HEIGHT - BOTTOM, TOP));
    }

    Svg draw(ContenderResult contender, Timeline timeline) {
        Svg svg = new Svg(WIDTH, HEIGHT, "The neighbour's latencies beside " + contender.label());
        svg.text(0, 14, "start", "title", contender.label());
        svg.text(WIDTH - RIGHT, 14, "end", "soft", speed(contender));
        svg.text(0, 31, "start", "log", "log fsync " + percentiles(contender, true));
        svg.text(WIDTH - RIGHT, 31, "end", "read", "reads " + percentiles(contender, false));
        axes(svg, timeline);
        series(svg, timeline.reads(), "readarea", "line readline");
        series(svg, timeline.log(), "logarea", "line logline");
        return svg;
    }

    private void axes(Svg svg, Timeline timeline) {
        double start = x(timeline.copyStartSeconds());
        double end = x(timeline.copyEndSeconds());
        if (timeline.hasCopy()) {
            svg.rect(start, TOP, end - start, HEIGHT - BOTTOM - TOP, "band");
        }
        for (double tick : latency.ticks()) {
            svg.line(LEFT, latency.at(tick), WIDTH - RIGHT, latency.at(tick), "grid");
            svg.text(LEFT - 5, latency.at(tick) + 4, "end", "soft", Format.tick(Measure.LOG_P99_SECONDS, tick));
        }
        if (timeline.hasCopy()) {
            svg.line(start, TOP, start, HEIGHT - BOTTOM, "edge");
            svg.line(end, TOP, end, HEIGHT - BOTTOM, "edge");
            svg.text((start + end) / 2, HEIGHT - 7, "middle", "soft", "copy, " + seconds(timeline));
        }
        svg.text(LEFT, HEIGHT - 7, "start", "soft", "0");
        svg.text(WIDTH - RIGHT, HEIGHT - 7, "end", "soft", Format.seconds(endSeconds));
    }

    private void series(Svg svg, List<Timeline.Point> all, String area, String line) {
        List<Timeline.Point> points =
                all.stream().filter(point -> point.atSeconds() <= endSeconds).toList();
        if (points.isEmpty()) {
            return;
        }
        StringBuilder band = new StringBuilder();
        for (Timeline.Point point : points) {
            step(band, point, Timeline.Point::maxSeconds);
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            step(band, points.get(i), Timeline.Point::medianSeconds);
        }
        StringBuilder longest = new StringBuilder();
        points.forEach(point -> step(longest, point, Timeline.Point::maxSeconds));
        svg.path(band.append('Z').toString(), area).path(longest.toString(), line);
    }

    private void step(StringBuilder path, Timeline.Point point, ToDoubleFunction<Timeline.Point> value) {
        path.append(path.length() == 0 ? 'M' : 'L')
                .append(String.format(
                        Locale.ROOT, "%.1f %.1f", x(point.atSeconds()), latency.at(value.applyAsDouble(point))));
    }

    private double x(double seconds) {
        return LEFT + (WIDTH - RIGHT - LEFT) * seconds / endSeconds;
    }

    private static String seconds(Timeline timeline) {
        return Format.seconds(timeline.copyEndSeconds() - timeline.copyStartSeconds());
    }

    private static String speed(ContenderResult contender) {
        return contender
                .statistics(Measure.BYTES_PER_SECOND)
                .map(speed -> Format.of(Measure.BYTES_PER_SECOND, speed.median()))
                .orElse("");
    }

    private static String percentiles(ContenderResult contender, boolean log) {
        Optional<Statistics> median = contender.statistics(log ? Measure.LOG_P50_SECONDS : Measure.READ_P50_SECONDS);
        Optional<Statistics> nearlyAll = contender.statistics(log ? Measure.LOG_P99_SECONDS : Measure.READ_P99_SECONDS);
        return "p50 " + median.map(value -> Format.latency(value.median())).orElse("–") + ", p99 "
                + nearlyAll.map(value -> Format.latency(value.median())).orElse("–");
    }
}
