package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.target.Targets;
import io.quietcopy.benchmarks.target.Verdict;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A result as a section of a Markdown document, with drawings in files beside it. */
public final class PerformanceDoc {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final String NEIGHBOUR = "neighbour";
    private static final Set<String> FOLDERS = Set.of("--dir", "--out");
    private static final String LOAD = "load at the start";

    /** Whose timelines are shown: enough to tell the story. */
    private static final List<String> STORY = List.of(
            "idle",
            "dd",
            "dd-direct-1m",
            "qemu-img",
            "quietcopy-native",
            "quietcopy-native-warm",
            "quietcopy-direct-nio-warm",
            "quietcopy-native-quiet-warm",
            "quietcopy-direct-nio-quiet-warm");

    private final BenchmarkResult result;
    private final List<RunInfo> runs;
    private final MissCauses causes;
    private final String folder;
    private final Map<String, String> drawings;
    private final StringBuilder text = new StringBuilder();

    private PerformanceDoc(BenchmarkResult result, List<RunInfo> runs, MissCauses causes, String folder) {
        this.result = result;
        this.runs = runs;
        this.causes = causes;
        this.folder = folder;
        this.drawings = drawings(result);
    }

    /**
     * Returns the drawings that the section shows, by name.
     *
     * @return in the order in which they are shown
     */
    public static Map<String, String> drawings(BenchmarkResult result) {
        Map<String, String> shown = new LinkedHashMap<>();
        Charts.standalone(result).forEach((name, svg) -> {
            String who = name.startsWith(NEIGHBOUR + "-") ? name.substring(NEIGHBOUR.length() + 1) : "latency";
            if (who.equals("latency") || STORY.contains(who)) {
                shown.put(name, svg);
            }
        });
        return Collections.unmodifiableMap(shown);
    }

    /**
     * Writes the section.
     *
     * @param runs the runs that the result was put together from
     * @param causes why targets were missed
     * @param folder the folder of the drawings as the document calls it
     */
    public static String section(BenchmarkResult result, List<RunInfo> runs, MissCauses causes, String folder) {
        return new PerformanceDoc(result, runs, causes, folder).write();
    }

    private String write() {
        List<Verdict> verdicts = Targets.judge(result);
        text.append("## The newest full run\n\n");
        runs.forEach(this::run);
        text.append("Median (lowest–highest). *× peer* is the ratio to the fastest tool that is not Quietcopy. ")
                .append("[What is measured, and how](../benchmarks/README.md).\n\n| | |\n|---|---|\n");
        result.info().machine().forEach((name, value) -> line(List.of(name, value)));
        text.append('\n');
        text.append("Targets: ").append(VerdictText.summary(verdicts)).append(".\n\n");
        neighbour();
        for (SettingResult setting : result.settings()) {
            if (!setting.scenario().equals(NEIGHBOUR)) {
                setting(setting);
            }
        }
        growth();
        misses(verdicts);
        targets(verdicts);
        return text.toString().stripTrailing() + "\n";
    }

    private void run(RunInfo info) {
        text.append("`")
                .append(command(info.arguments()))
                .append("`, ")
                .append(TIME.format(info.startedAt()))
                .append(", ")
                .append(Math.max(1, Math.round(info.seconds() / 60)))
                .append(" min, ")
                .append(info.rounds())
                .append(info.rounds() == 1 ? " round" : " rounds")
                .append(", load average at the start ")
                .append(info.machine().getOrDefault(LOAD, "unknown").split(" ", 2)[0])
                .append(".\n\n");
    }

    /** The command without the names of folders, which are of no interest on another machine. */
    private static String command(List<String> arguments) {
        StringBuilder command = new StringBuilder("benchmarks/run");
        for (int i = 0; i < arguments.size(); i++) {
            if (FOLDERS.contains(arguments.get(i))) {
                i++;
            } else {
                command.append(' ').append(arguments.get(i));
            }
        }
        return command.toString();
    }

    private void neighbour() {
        result.setting(NEIGHBOUR).ifPresent(setting -> {
            heading(setting);
            pictures(List.of("neighbour-latency"));
            text.append(
                    "Over time, the same axes everywhere. Shaded: the copy runs. Bands reach from the median to the longest of"
                            + " each short interval.\n\n");
            pictures(STORY.stream().map(id -> NEIGHBOUR + "-" + id).toList());
            table(setting);
        });
    }

    private void setting(SettingResult setting) {
        heading(setting);
        pictures(List.of("speed-" + setting.id(), "cpu-" + setting.id()));
        table(setting);
    }

    private void heading(SettingResult setting) {
        text.append("### ")
                .append(setting.id())
                .append("\n\n")
                .append(Character.toUpperCase(setting.title().charAt(0)))
                .append(setting.title().substring(1));
        if (setting.imageBytes() > 0) {
            text.append("; ").append(Format.mebibytes((double) setting.imageBytes()));
        }
        text.append(".\n\n");
    }

    private void growth() {
        List<String> names = drawings.keySet().stream()
                .filter(name -> name.startsWith("scale-") || name.startsWith("copies-"))
                .toList();
        if (!names.isEmpty()) {
            text.append("### Growth\n\n");
            pictures(names);
        }
    }

    private void pictures(List<String> names) {
        List<String> links = names.stream()
                .filter(drawings::containsKey)
                .map(name -> "![" + name + "](" + folder + "/" + name + ".svg)")
                .toList();
        if (!links.isEmpty()) {
            text.append(String.join("\n", links)).append("\n\n");
        }
    }

    private void table(SettingResult setting) {
        if (setting.contenders().isEmpty()) {
            text.append(cell(Columns.reasonForNothing(setting))).append("\n\n");
            return;
        }
        List<Columns.Column> columns = Columns.few(setting);
        List<String> titles = Columns.titles(columns);
        line(titles);
        text.append("|---".repeat(titles.size())).append("|\n");
        for (Columns.Row row : Columns.rows(setting, columns)) {
            line(row.instead()
                    .map(reason -> List.of(row.contender().label(), "", reason))
                    .orElse(row.cells()));
        }
        text.append('\n');
    }

    private void misses(List<Verdict> verdicts) {
        List<Verdict> missed = verdicts.stream()
                .filter(verdict -> verdict.status() == Verdict.Status.MISSED)
                .toList();
        text.append("### Misses\n\n");
        if (missed.isEmpty()) {
            text.append("None.\n\n");
            return;
        }
        line(List.of("engine", "target", "ratio", "cause"));
        text.append("|---|---|---|---|\n");
        missed.forEach(verdict -> line(List.of(
                verdict.target().engine(),
                verdict.target().row() + ": " + verdict.target().promise(),
                VerdictText.ratio(verdict),
                causes.of(verdict.target()).orElse("not known yet"))));
        text.append('\n');
    }

    private void targets(List<Verdict> verdicts) {
        text.append("### All targets\n\n");
        line(List.of("", "engine", "target", "", "ratio (lowest–highest of a round)"));
        text.append("|---|---|---|---|---|\n");
        verdicts.forEach(verdict -> line(List.of(
                verdict.target().row(),
                verdict.target().engine(),
                verdict.target().promise(),
                verdict.status().text(),
                VerdictText.ratio(verdict))));
        text.append('\n');
    }

    private void line(List<String> cells) {
        cells.forEach(cell -> text.append("| ").append(cell(cell)).append(' '));
        text.append("|\n");
    }

    private static String cell(String plain) {
        return plain.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("_", "\\_");
    }
}
