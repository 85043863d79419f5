package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long the neighbour's fsync took beside each contender: a dot for the median, a larger one for what 99 of 100 did not
 * exceed, a line to the longest. The quietest on top.
 */
final class LatencyChart {
    private static final int WIDTH = 926;
    private static final int TOP = 66;
    private static final int ROW = 23;
    private static final int LEFT = 240;
    private static final int RIGHT = 276;

    private LatencyChart() {}

    static Optional<Svg> of(SettingResult setting) {
        List<ContenderResult> contenders = setting.contenders().stream()
                .filter(contender ->
                        contender.statistics(Measure.LOG_P99_SECONDS).isPresent())
                .sorted(Comparator.comparingDouble(contender -> median(contender, Measure.LOG_P99_SECONDS)))
                .toList();
        return contenders.isEmpty() ? Optional.empty() : Optional.of(draw(contenders));
    }

    private static Svg draw(List<ContenderResult> contenders) {
        double least = contenders.stream()
                .mapToDouble(contender -> median(contender, Measure.LOG_P50_SECONDS))
                .min()
                .orElseThrow();
        double most = contenders.stream()
                .mapToDouble(contender -> median(contender, Measure.LOG_MAX_SECONDS))
                .max()
                .orElseThrow();
        LogScale scale = LogScale.around(Math.max(1e-6, least), most, LEFT, WIDTH - RIGHT);
        int bottom = TOP + ROW * contenders.size();
        Svg svg = new Svg(WIDTH, bottom + 10, "Latency of the neighbour's fsync beside each contender");
        svg.text(0, 16, "start", "title", "How long the neighbour waits for its log record while a copy runs");
        svg.text(
                0,
                33,
                "start",
                "soft",
                "small dot: median · large dot: 99 of 100 are faster · end of the line: longest");
        for (double tick : scale.ticks()) {
            svg.line(scale.at(tick), TOP - 6, scale.at(tick), bottom, "grid");
            svg.text(scale.at(tick), TOP - 11, "middle", "soft", Format.tick(Measure.LOG_P99_SECONDS, tick));
        }
        svg.text(WIDTH - RIGHT + 40, TOP - 11, "start", "soft", "p99");
        svg.text(WIDTH - RIGHT + 110, TOP - 11, "start", "soft", "copy's speed");
        svg.text(WIDTH, TOP - 11, "end", "soft", "still cached");
        double y = TOP;
        for (ContenderResult contender : contenders) {
            draw(svg, scale, contender, y);
            y += ROW;
        }
        contenders.stream()
                .filter(contender -> contender.kind() == ContenderKind.IDLE)
                .findFirst()
                .ifPresent(idle -> {
                    double x = scale.at(median(idle, Measure.LOG_P99_SECONDS));
                    svg.line(x, TOP - 6, x, bottom, "goal");
                });
        return svg;
    }

    private static void draw(Svg svg, LogScale scale, ContenderResult contender, double y) {
        String weight = contender.kind().isQuietcopy() ? "strong" : "";
        String colour = contender.kind().key();
        double middle = y + ROW / 2.0;
        double p99 = median(contender, Measure.LOG_P99_SECONDS);
        svg.text(LEFT - 10, middle + 4, "end", weight, contender.label());
        svg.rect(
                scale.at(median(contender, Measure.LOG_P50_SECONDS)),
                middle - 1.5,
                scale.at(median(contender, Measure.LOG_MAX_SECONDS))
                        - scale.at(median(contender, Measure.LOG_P50_SECONDS)),
                3,
                colour);
        svg.dot(scale.at(median(contender, Measure.LOG_P50_SECONDS)), middle, 3.5, colour);
        svg.dot(scale.at(p99), middle, 6, colour);
        svg.text(WIDTH - RIGHT + 40, middle + 4, "start", weight, Format.latency(p99));
        contender
                .statistics(Measure.BYTES_PER_SECOND)
                .ifPresent(speed -> svg.text(
                        WIDTH - RIGHT + 110,
                        middle + 4,
                        "start",
                        weight,
                        Format.of(Measure.BYTES_PER_SECOND, speed.median())));
        contender
                .statistics(Measure.WORKING_SET_CACHED)
                .ifPresent(cached -> svg.text(WIDTH, middle + 4, "end", weight, Format.percent(cached.median())));
    }

    private static double median(ContenderResult contender, Measure measure) {
        return contender.statistics(measure).map(Statistics::median).orElse(0.0);
    }
}
