package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The contenders of a setting as bars, the best on top, with a thin line from the lowest to the highest value. */
final class BarChart {
    private static final int WIDTH = 600;
    private static final int TOP = 42;
    private static final int ROW = 21;
    private static final int LEFT = 222;
    private static final int RIGHT = 84;

    private BarChart() {}

    private record Bar(ContenderResult contender, Statistics statistics) {}

    private record Goal(String label, double value) {}

    /** Speeds, the fastest first; the limit is a line. */
    static Optional<Svg> speed(SettingResult setting) {
        List<Bar> bars = bars(setting, Measure.BYTES_PER_SECOND, (a, b) -> Double.compare(b, a));
        return draw(setting.id() + ": speed", Measure.BYTES_PER_SECOND, bars, limit(setting));
    }

    /** Processor time, the cheapest first. */
    static Optional<Svg> cpu(SettingResult setting) {
        List<Bar> bars = bars(setting, Measure.CPU_SECONDS_PER_GIB, Double::compare);
        return draw(setting.id() + ": processor time per GiB", Measure.CPU_SECONDS_PER_GIB, bars, Optional.empty());
    }

    private static List<Bar> bars(SettingResult setting, Measure measure, Comparator<Double> order) {
        return setting.contenders().stream()
                .filter(contender -> contender.kind() != ContenderKind.LIMIT)
                .flatMap(contender ->
                        contender.statistics(measure).stream().map(statistics -> new Bar(contender, statistics)))
                .sorted((a, b) -> order.compare(a.statistics.median(), b.statistics.median()))
                .toList();
    }

    private static Optional<Goal> limit(SettingResult setting) {
        Double model = setting.facts().get(Fact.MODEL_BYTES_PER_SECOND);
        if (model != null) {
            return Optional.of(new Goal("the model's limit", model));
        }
        return setting.contenders().stream()
                .filter(contender -> contender.kind() == ContenderKind.LIMIT)
                .flatMap(contender -> contender.statistics(Measure.BYTES_PER_SECOND).stream())
                .map(Statistics::median)
                .max(Double::compare)
                .map(value -> new Goal("fio's limit", value));
    }

    private static Optional<Svg> draw(String title, Measure measure, List<Bar> bars, Optional<Goal> goal) {
        if (bars.isEmpty()) {
            return Optional.empty();
        }
        double most = Math.max(
                bars.stream().mapToDouble(bar -> bar.statistics.max()).max().orElse(0),
                goal.map(Goal::value).orElse(0.0));
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(most, 1e-9);
        int height = TOP + ROW * bars.size() + 8;
        Svg svg = new Svg(WIDTH, height, title);
        svg.text(0, 16, "start", "title", title);
        goal.ifPresent(line -> {
            double x = LEFT + line.value * scale;
            svg.line(x, TOP - 8, x, height - 4, "goal");
            svg.text(x, TOP - 13, "end", "soft", line.label + " " + Format.of(measure, line.value));
        });
        double y = TOP;
        for (Bar bar : bars) {
            draw(svg, measure, bar, y, scale);
            y += ROW;
        }
        return Optional.of(svg);
    }

    private static void draw(Svg svg, Measure measure, Bar bar, double y, double scale) {
        ContenderResult contender = bar.contender;
        String weight = contender.kind().isQuietcopy() ? "strong" : "";
        double end = LEFT + bar.statistics.median() * scale;
        double middle = y + ROW / 2.0 - 1;
        svg.text(LEFT - 8, y + 14, "end", weight, contender.label());
        svg.bar(
                LEFT,
                y + 2,
                end - LEFT,
                ROW - 6,
                contender.kind().key(),
                contender.label() + ": " + Format.spread(measure, bar.statistics));
        double furthest = end;
        if (bar.statistics.count() > 1) {
            furthest = LEFT + bar.statistics.max() * scale;
            svg.line(LEFT + bar.statistics.min() * scale, middle, furthest, middle, "whisker");
        }
        svg.text(furthest + 5, y + 14, "start", weight, Format.of(measure, bar.statistics.median()));
    }
}
