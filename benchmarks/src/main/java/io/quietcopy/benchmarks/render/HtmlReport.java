package io.quietcopy.benchmarks.render;

import static io.quietcopy.benchmarks.render.Svg.escaped;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.target.Targets;
import io.quietcopy.benchmarks.target.Verdict;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * A result as one page that needs nothing else: no script, no font, no file beside it. The story first: what the neighbour
 * noticed; then speed, cost, growth, targets, all figures, the machine.
 */
public final class HtmlReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2733;--soft:#5d6b7a;--line:#dfe5eb;--paper:#ffffff;--card:#f6f8fa;\
            --good:#1a7f4b;--bad:#c22f2f}
            @media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b6;--line:#33404d;--paper:#141a21;\
            --card:#1a222b;--good:#4fc98b;--bad:#ff7b72}}
            body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);\
            background:var(--paper);margin:0 auto;max-width:1320px;padding:24px}
            h1{font-size:26px;margin:0}h2{font-size:19px;margin:40px 0 4px}h3{font-size:15px;margin:24px 0 4px}
            p{margin:4px 0 12px;max-width:110ch}.soft{color:var(--soft)}
            .grid{display:grid;gap:20px 28px}.two{grid-template-columns:repeat(auto-fill,minmax(min(480px,100%),1fr))}
            .three{grid-template-columns:repeat(auto-fill,minmax(min(380px,100%),1fr))}
            svg.chart{width:100%;height:auto;display:block}
            .wide{max-width:1000px}
            .tiles{display:flex;gap:12px;flex-wrap:wrap;margin:16px 0}
            .tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:8px 16px}
            .tile b{font-size:22px;display:block}
            .note{border-left:4px solid var(--bad);padding:6px 12px;background:var(--card)}
            .scroll{overflow-x:auto}
            table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
            th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--line);white-space:nowrap}
            th{font-weight:600;color:var(--soft)}tr.ours td:first-child{font-weight:600}
            .met{color:var(--good);font-weight:600}.missed{color:var(--bad);font-weight:600}
            .key span{display:inline-block;width:11px;height:11px;border-radius:2px;margin:0 5px 0 14px}
            """;

    private final BenchmarkResult result;
    private final List<Verdict> verdicts;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(BenchmarkResult result) {
        this.result = result;
        this.verdicts = Targets.judge(result);
    }

    /** Writes it. */
    public static String of(BenchmarkResult result) {
        return new HtmlReport(result).page();
    }

    private String page() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Quietcopy benchmark</title>\n<style>\n")
                .append(STYLE)
                .append(Svg.STYLE)
                .append("</style>\n</head>\n<body>\n");
        head();
        neighbour();
        bars(
                "Speed",
                "Until the data is on the storage, for everyone. Thin lines: lowest to highest of the rounds.",
                Charts.speed(result));
        bars(
                "Processor time",
                "Of all processes of a copy, in user mode and in the kernel, per GiB of data. What the kernel's own threads do for buffered copies is not in it.",
                Charts.cpu(result));
        bars("Growth", "Sparse images of growing virtual size, and several copies at once.", Charts.growth(result));
        if (!result.info().quick()) {
            targets();
        }
        tables();
        machine();
        return html.append("</body>\n</html>\n").toString();
    }

    private void head() {
        html.append("<h1>Quietcopy benchmark</h1>\n<p class=\"soft\">")
                .append(escaped(TIME.format(result.info().startedAt())))
                .append(" · ")
                .append(escaped(result.info().machine().getOrDefault("processor", "")))
                .append(" · ")
                .append(escaped(result.info().machine().getOrDefault("storage", "")))
                .append(" · ")
                .append(result.info().rounds())
                .append(result.info().rounds() == 1 ? " round" : " rounds")
                .append("</p>\n");
        if (result.info().quick()) {
            html.append(
                    "<p class=\"note\">A quick run: it shows that everything works. Its figures mean nothing, so no target"
                            + " is judged.</p>\n");
        } else {
            tiles();
        }
        html.append("<p class=\"key soft\">Bars and dots: <svg class=\"chart\" style=\"display:inline;width:11px;")
                .append(
                        "height:11px\" viewBox=\"0 0 11 11\"><rect width=\"11\" height=\"11\" class=\"command\"/></svg>")
                .append(" Quietcopy as the command, with the start of Java &nbsp; ")
                .append("<svg class=\"chart\" style=\"display:inline;width:11px;height:11px\" viewBox=\"0 0 11 11\">")
                .append("<rect width=\"11\" height=\"11\" class=\"warm\"/></svg> Quietcopy in a warm JVM &nbsp; ")
                .append("<svg class=\"chart\" style=\"display:inline;width:11px;height:11px\" viewBox=\"0 0 11 11\">")
                .append("<rect width=\"11\" height=\"11\" class=\"peer\"/></svg> what else there is</p>\n");
    }

    private void tiles() {
        html.append("<div class=\"tiles\">");
        for (Verdict.Status status : Verdict.Status.values()) {
            html.append("<div class=\"tile\"><b class=\"")
                    .append(cssClass(status))
                    .append("\">")
                    .append(VerdictText.number(verdicts, status))
                    .append("</b>targets ")
                    .append(status.text())
                    .append("</div>");
        }
        html.append("</div>\n");
    }

    private void neighbour() {
        Map<String, Svg> timelines = Charts.timelines(result);
        if (timelines.isEmpty()) {
            return;
        }
        html.append("<h2>What the neighbour notices</h2>\n<p class=\"soft\">A process reads a cached working set at")
                .append(
                        " random and waits for a 4 KiB log record every few milliseconds, in 512 MiB of memory together")
                .append(" with the copy. The dashed line is the neighbour alone.</p>\n<div class=\"wide\">");
        Charts.latency(result).values().forEach(svg -> html.append(svg.inline()));
        html.append(
                        "</div>\n<h3>Over time</h3>\n<p class=\"soft\">Shaded: the copy runs. Bands reach from the median to")
                .append(" the longest of each short interval. Same axes everywhere.</p>\n<div class=\"grid three\">\n");
        timelines
                .values()
                .forEach(svg -> html.append("<div>").append(svg.inline()).append("</div>\n"));
        html.append("</div>\n");
    }

    private void bars(String title, String text, Map<String, Svg> charts) {
        if (charts.isEmpty()) {
            return;
        }
        html.append("<h2>")
                .append(title)
                .append("</h2>\n<p class=\"soft\">")
                .append(text)
                .append("</p>\n");
        html.append("<div class=\"grid two\">\n");
        charts.values().forEach(svg -> html.append("<div>").append(svg.inline()).append("</div>\n"));
        html.append("</div>\n");
    }

    private void targets() {
        html.append(
                        "<h2>Targets</h2>\n<p class=\"soft\">Ratios of medians of this run, and the lowest and highest ratio")
                .append(" of a single round.</p>\n<div class=\"scroll\"><table>\n<tr><th></th><th>engine</th>")
                .append("<th>target</th><th></th><th>ratio</th></tr>\n");
        String row = "";
        for (Verdict verdict : verdicts) {
            String name = verdict.target().row();
            html.append("<tr><td>")
                    .append(name.equals(row) ? "" : escaped(name))
                    .append("</td><td>")
                    .append(escaped(verdict.target().engine()))
                    .append("</td><td>")
                    .append(escaped(verdict.target().promise()))
                    .append("</td><td class=\"")
                    .append(cssClass(verdict.status()))
                    .append("\">")
                    .append(verdict.status().text())
                    .append("</td><td>")
                    .append(escaped(VerdictText.ratio(verdict)))
                    .append("</td></tr>\n");
            row = name;
        }
        html.append("</table></div>\n");
    }

    private void tables() {
        html.append("<h2>All figures</h2>\n<p class=\"soft\">Median (lowest–highest).</p>\n");
        for (SettingResult setting : result.settings()) {
            html.append("<h3>")
                    .append(escaped(setting.id()))
                    .append("</h3>\n<p class=\"soft\">")
                    .append(escaped(setting.title()))
                    .append("</p>\n");
            if (setting.contenders().isEmpty()) {
                html.append("<p>")
                        .append(escaped(Columns.reasonForNothing(setting)))
                        .append("</p>\n");
            } else {
                table(setting);
            }
        }
    }

    private void table(SettingResult setting) {
        List<Columns.Column> columns = Columns.all(setting);
        List<String> titles = Columns.titles(columns);
        html.append("<div class=\"scroll\"><table>\n<tr>");
        titles.forEach(title -> html.append("<th>").append(escaped(title)).append("</th>"));
        html.append("</tr>\n");
        for (Columns.Row row : Columns.rows(setting, columns)) {
            html.append(row.contender().kind().isQuietcopy() ? "<tr class=\"ours\">" : "<tr>");
            if (row.instead().isPresent()) {
                html.append("<td>")
                        .append(escaped(row.contender().label()))
                        .append("</td><td class=\"soft\" colspan=\"")
                        .append(titles.size() - 1)
                        .append("\">")
                        .append(escaped(row.instead().get()))
                        .append("</td>");
            } else {
                row.cells()
                        .forEach(cell ->
                                html.append("<td>").append(escaped(cell)).append("</td>"));
            }
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private void machine() {
        html.append("<h2>Machine</h2>\n<table>\n");
        result.info()
                .machine()
                .forEach((name, value) -> html.append("<tr><td class=\"soft\">")
                        .append(escaped(name))
                        .append("</td><td>")
                        .append(escaped(value))
                        .append("</td></tr>\n"));
        html.append("<tr><td class=\"soft\">command</td><td>benchmarks/run ")
                .append(escaped(String.join(" ", result.info().arguments())))
                .append("</td></tr>\n<tr><td class=\"soft\">took</td><td>")
                .append(escaped(Format.seconds(result.info().seconds())))
                .append("</td></tr>\n</table>\n");
    }

    private static String cssClass(Verdict.Status status) {
        return switch (status) {
            case MET -> "met";
            case MISSED -> "missed";
            case NOT_MEASURED -> "soft";
        };
    }
}
