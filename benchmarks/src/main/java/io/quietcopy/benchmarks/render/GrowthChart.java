package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** How a measure grows over several settings, a line for each contender, both axes logarithmic. */
final class GrowthChart {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 300;
    private static final int LEFT = 74;
    private static final int RIGHT = 196;
    private static final int TOP = 34;
    private static final int BOTTOM = 26;
    private static final List<String> OTHERS = List.of("c2", "c5", "c3");
    private static final int LABEL_ROW = 15;

    private GrowthChart() {}

    /** What is drawn against what. */
    record Axes(
            String title, Measure measure, ToDoubleFunction<SettingResult> x, Function<SettingResult, String> label) {}

    private record Mark(SettingResult setting, double value) {}

    /** Quietcopy's engines have a colour each, dashed where warm; the others share the rest. */
    private static String colour(ContenderResult contender, int index) {
        if (!contender.kind().isQuietcopy()) {
            return OTHERS.get(index % OTHERS.size());
        }
        String engine = contender.id().startsWith("quietcopy-native") ? "c0" : "c4";
        return contender.kind() == ContenderKind.WARM ? engine + " dashed" : engine;
    }

    static Optional<Svg> of(List<SettingResult> settings, Axes axes) {
        Map<String, List<Mark>> lines = new LinkedHashMap<>();
        Map<String, String> colours = new HashMap<>();
        for (SettingResult setting : settings) {
            for (ContenderResult contender : setting.contenders()) {
                int index = setting.contenders().indexOf(contender);
                colours.put(contender.label(), colour(contender, index));
                contender
                        .statistics(axes.measure)
                        .map(Statistics::median)
                        .filter(value -> value > 0)
                        .ifPresent(value -> lines.computeIfAbsent(contender.label(), label -> new ArrayList<>())
                                .add(new Mark(setting, value)));
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(draw(settings, axes, lines, colours));
    }

    private static Svg draw(
            List<SettingResult> settings, Axes axes, Map<String, List<Mark>> lines, Map<String, String> colours) {
        LogScale y = LogScale.around(
                values(lines).min().orElseThrow(),
                values(lines).max().orElseThrow(),
                Format.unit(axes.measure),
                HEIGHT - BOTTOM,
                TOP);
        double first = settings.stream().mapToDouble(axes.x).min().orElseThrow();
        double last = settings.stream().mapToDouble(axes.x).max().orElseThrow();
        LogScale x = new LogScale(first, Math.max(last, first * 1.01), LEFT + 8, WIDTH - RIGHT);
        Svg svg = new Svg(WIDTH, HEIGHT, axes.title);
        svg.text(0, 16, "start", "title", axes.title);
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "grid");
            svg.text(LEFT - 6, y.at(tick) + 4, "end", "soft", Format.tick(axes.measure, tick));
        }
        for (SettingResult setting : settings) {
            svg.text(x.at(axes.x.applyAsDouble(setting)), HEIGHT - 8, "middle", "soft", axes.label.apply(setting));
        }
        lines(svg, axes, lines, colours, x, y);
        return svg;
    }

    /** Names stand at the ends of the lines, apart from each other. */
    private static void lines(
            Svg svg, Axes axes, Map<String, List<Mark>> lines, Map<String, String> colours, LogScale x, LogScale y) {
        List<String> names = new ArrayList<>(lines.keySet());
        names.sort((a, b) -> Double.compare(end(lines, b), end(lines, a)));
        double lowest = TOP;
        for (String name : names) {
            String colour = colours.getOrDefault(name, "c2");
            StringBuilder path = new StringBuilder();
            for (Mark mark : lines.getOrDefault(name, List.of())) {
                path.append(path.length() == 0 ? 'M' : 'L')
                        .append(String.format(
                                Locale.ROOT, "%.1f %.1f", x.at(axes.x.applyAsDouble(mark.setting)), y.at(mark.value)));
            }
            svg.path(path.toString(), "line " + colour);
            double at = y.at(end(lines, name));
            double label = Math.max(at, lowest);
            lowest = label + LABEL_ROW;
            svg.path(
                    String.format(Locale.ROOT, "M%d %.1fL%d %.1f", WIDTH - RIGHT, at, WIDTH - RIGHT + 10, label),
                    "line " + colour);
            svg.text(WIDTH - RIGHT + 14, label + 4, "start", "", name);
        }
    }

    private static DoubleStream values(Map<String, List<Mark>> lines) {
        return lines.values().stream().flatMap(List::stream).mapToDouble(Mark::value);
    }

    private static double end(Map<String, List<Mark>> lines, String name) {
        List<Mark> marks = lines.getOrDefault(name, List.of());
        return marks.get(marks.size() - 1).value;
    }
}
