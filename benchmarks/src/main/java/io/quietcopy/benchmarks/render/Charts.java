package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Timeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All drawings of a result, by name. */
public final class Charts {
    private static final String NEIGHBOUR = "neighbour";
    private static final String SCALE = "scale";
    private static final String START = "start";
    private static final double GIB = 1 << 30;

    private Charts() {}

    /** Returns all as files of their own. */
    public static Map<String, String> standalone(BenchmarkResult result) {
        Map<String, String> files = new LinkedHashMap<>();
        latency(result).forEach((name, svg) -> files.put(name, svg.standalone()));
        timelines(result).forEach((name, svg) -> files.put(name, svg.standalone()));
        speed(result).forEach((name, svg) -> files.put(name, svg.standalone()));
        cpu(result).forEach((name, svg) -> files.put(name, svg.standalone()));
        growth(result).forEach((name, svg) -> files.put(name, svg.standalone()));
        return files;
    }

    static Map<String, Svg> latency(BenchmarkResult result) {
        Map<String, Svg> charts = new LinkedHashMap<>();
        result.setting(NEIGHBOUR).flatMap(LatencyChart::of).ifPresent(svg -> charts.put("neighbour-latency", svg));
        return charts;
    }

    static Map<String, Svg> timelines(BenchmarkResult result) {
        Map<String, Svg> charts = new LinkedHashMap<>();
        List<ContenderResult> beside = result.setting(NEIGHBOUR).stream()
                .flatMap(setting -> setting.contenders().stream())
                .filter(contender -> contender.timeline().isPresent())
                .toList();
        List<Timeline> timelines = beside.stream()
                .flatMap(contender -> contender.timeline().stream())
                .toList();
        TimelineChart chart = TimelineChart.over(timelines);
        for (ContenderResult contender : beside) {
            contender
                    .timeline()
                    .ifPresent(timeline -> charts.put("neighbour-" + contender.id(), chart.draw(contender, timeline)));
        }
        return charts;
    }

    static Map<String, Svg> speed(BenchmarkResult result) {
        Map<String, Svg> charts = new LinkedHashMap<>();
        for (SettingResult setting : compared(result)) {
            BarChart.speed(setting).ifPresent(svg -> charts.put("speed-" + setting.id(), svg));
        }
        return charts;
    }

    static Map<String, Svg> cpu(BenchmarkResult result) {
        Map<String, Svg> charts = new LinkedHashMap<>();
        for (SettingResult setting : compared(result)) {
            BarChart.cpu(setting).ifPresent(svg -> charts.put("cpu-" + setting.id(), svg));
        }
        return charts;
    }

    static Map<String, Svg> growth(BenchmarkResult result) {
        Map<String, Svg> charts = new LinkedHashMap<>();
        List<SettingResult> sizes = scale(result, "scale-");
        List<SettingResult> copies = scale(result, "copies-");
        put(charts, "scale-time", sizes, size("time against virtual size", Measure.SECONDS));
        put(charts, "scale-memory", sizes, size("peak memory against virtual size", Measure.PEAK_MEMORY_BYTES));
        put(charts, "copies-speed", copies, copies("speed of copies at once, together", Measure.BYTES_PER_SECOND));
        put(charts, "copies-memory", copies, copies("memory of copies at once, together", Measure.PEAK_MEMORY_BYTES));
        return charts;
    }

    private static GrowthChart.Axes size(String title, Measure measure) {
        return new GrowthChart.Axes(
                title,
                measure,
                SettingResult::imageBytes,
                setting -> Format.digits(setting.imageBytes() / GIB) + " GiB");
    }

    private static GrowthChart.Axes copies(String title, Measure measure) {
        return new GrowthChart.Axes(
                title, measure, SettingResult::copies, setting -> Integer.toString(setting.copies()));
    }

    private static void put(Map<String, Svg> charts, String name, List<SettingResult> settings, GrowthChart.Axes axes) {
        if (!settings.isEmpty()) {
            GrowthChart.of(settings, axes).ifPresent(svg -> charts.put(name, svg));
        }
    }

    private static List<SettingResult> scale(BenchmarkResult result, String prefix) {
        return result.scenario(SCALE).stream()
                .filter(setting -> setting.id().startsWith(prefix))
                .toList();
    }

    /** Settings that are told by bars. */
    private static List<SettingResult> compared(BenchmarkResult result) {
        return result.settings().stream()
                .filter(setting -> !List.of(NEIGHBOUR, SCALE, START).contains(setting.scenario()))
                .toList();
    }
}
