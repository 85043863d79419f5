package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of a setting: what its columns are, and what its cells say. Columns in which nobody has a value are left out. */
final class Columns {
    private static final List<Column> ALL = List.of(
            new Column("speed", Measure.BYTES_PER_SECOND),
            new Column("time", Measure.SECONDS),
            new Column("CPU", Measure.CPU_SECONDS_PER_GIB),
            new Column("peak memory", Measure.PEAK_MEMORY_BYTES),
            new Column("source pages left", Measure.SOURCE_PAGES),
            new Column("target pages left", Measure.TARGET_PAGES),
            new Column("allocated", Measure.ALLOCATED_BYTES),
            new Column("in flight, source", Measure.READ_IN_FLIGHT_BYTES),
            new Column("in flight, target", Measure.WRITE_IN_FLIGHT_BYTES),
            new Column("window", Measure.WINDOW_BYTES),
            new Column("log p50", Measure.LOG_P50_SECONDS),
            new Column("log p99", Measure.LOG_P99_SECONDS),
            new Column("log max", Measure.LOG_MAX_SECONDS),
            new Column("read p50", Measure.READ_P50_SECONDS),
            new Column("read p99", Measure.READ_P99_SECONDS),
            new Column("read max", Measure.READ_MAX_SECONDS),
            new Column("working set cached", Measure.WORKING_SET_CACHED));

    private static final Set<Measure> TIME = Set.of(Measure.SECONDS);
    private static final Set<Measure> COST = EnumSet.of(
            Measure.SECONDS,
            Measure.CPU_SECONDS_PER_GIB,
            Measure.PEAK_MEMORY_BYTES,
            Measure.ALLOCATED_BYTES,
            Measure.WINDOW_BYTES,
            Measure.SOURCE_PAGES,
            Measure.TARGET_PAGES);
    private static final long SHORT_BYTES = 1 << 20;

    private Columns() {}

    record Column(String title, Measure measure) {}

    /** One line of the table. */
    record Row(ContenderResult contender, List<String> cells, Optional<String> instead) {}

    /** Those that have a value in the setting. */
    static List<Column> all(SettingResult setting) {
        return ALL.stream()
                .filter(column -> setting.contenders().stream()
                        .anyMatch(contender ->
                                contender.statistics(column.measure).isPresent()))
                .toList();
    }

    /** Those of them that fit into a terminal: beside a neighbour its latencies, elsewhere what the copy costs. */
    static List<Column> few(SettingResult setting) {
        boolean neighbour = setting.contenders().stream()
                .anyMatch(contender ->
                        contender.statistics(Measure.LOG_P99_SECONDS).isPresent());
        Set<Measure> leftOut = neighbour ? COST : setting.imageBytes() > SHORT_BYTES ? TIME : Set.of();
        return all(setting).stream()
                .filter(column -> !leftOut.contains(column.measure))
                .toList();
    }

    static List<String> titles(List<Column> columns) {
        List<String> titles = new ArrayList<>(List.of("", "× peer"));
        columns.forEach(column -> titles.add(column.title));
        return titles;
    }

    static List<Row> rows(SettingResult setting, List<Column> columns) {
        Optional<Double> best = bestPeer(setting);
        List<Row> rows = new ArrayList<>();
        for (ContenderResult contender : setting.contenders()) {
            List<String> cells = new ArrayList<>();
            cells.add(contender.label());
            cells.add(ratio(contender, best));
            for (Column column : columns) {
                cells.add(contender
                        .statistics(column.measure)
                        .map(statistics -> Format.spread(column.measure, statistics))
                        .orElse(""));
            }
            rows.add(new Row(contender, cells, contender.reasonForNothing()));
        }
        return rows;
    }

    /** Says why a setting has no table. */
    static String reasonForNothing(SettingResult setting) {
        return setting.failure()
                .map(reason -> "failed: " + reason)
                .orElseGet(() -> "skipped: " + setting.skipped().orElse("nobody ran"));
    }

    /** The highest median speed of any peer. */
    static Optional<Double> bestPeer(SettingResult setting) {
        return setting.contenders().stream()
                .filter(contender -> contender.kind() == ContenderKind.PEER)
                .flatMap(contender -> contender.statistics(Measure.BYTES_PER_SECOND).stream())
                .map(Statistics::median)
                .max(Double::compare);
    }

    private static String ratio(ContenderResult contender, Optional<Double> best) {
        return contender
                .statistics(Measure.BYTES_PER_SECOND)
                .flatMap(speed -> best.map(peer -> Format.digits(speed.median() / peer)))
                .orElse("");
    }
}
