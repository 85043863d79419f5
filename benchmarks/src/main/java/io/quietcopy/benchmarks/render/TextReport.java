package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.target.Targets;
import io.quietcopy.benchmarks.target.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A result as tables for a terminal. */
public final class TextReport {
    private static final String QUICK =
            "This was a quick run: it shows that everything works. Its figures mean nothing, so no target is judged.";

    private TextReport() {}

    /** Writes it. */
    public static String of(BenchmarkResult result) {
        StringBuilder text = new StringBuilder();
        info(text, result.info());
        for (SettingResult setting : result.settings()) {
            setting(text, setting);
        }
        if (result.info().quick()) {
            text.append('\n').append(QUICK).append('\n');
        } else {
            verdicts(text, Targets.judge(result));
        }
        return text.toString();
    }

    private static void info(StringBuilder text, RunInfo info) {
        text.append("Quietcopy benchmark, ").append(info.startedAt()).append('\n');
        for (Map.Entry<String, String> entry : info.machine().entrySet()) {
            text.append("  %-18s %s%n".formatted(entry.getKey(), entry.getValue()));
        }
        text.append("  %-18s %s, seed %d; median (min–max)%n".formatted("rounds", info.rounds(), info.seed()));
    }

    private static void setting(StringBuilder text, SettingResult setting) {
        text.append('\n')
                .append(setting.id())
                .append(": ")
                .append(setting.title())
                .append('\n');
        if (setting.contenders().isEmpty()) {
            text.append("  ").append(Columns.reasonForNothing(setting)).append('\n');
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        List<Columns.Column> columns = Columns.few(setting);
        lines.add(Columns.titles(columns));
        for (Columns.Row row : Columns.rows(setting, columns)) {
            lines.add(row.instead()
                    .map(reason -> List.of(row.contender().label(), "– " + reason))
                    .orElse(row.cells()));
        }
        table(text, lines);
    }

    private static void verdicts(StringBuilder text, List<Verdict> verdicts) {
        text.append("\nTargets: ").append(VerdictText.summary(verdicts)).append('\n');
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("", "engine", "target", "", "ratio (lowest–highest of a round)"));
        String row = "";
        for (Verdict verdict : verdicts) {
            String name = verdict.target().row();
            lines.add(List.of(
                    name.equals(row) ? "" : name,
                    verdict.target().engine(),
                    verdict.target().promise(),
                    verdict.status().text(),
                    VerdictText.ratio(verdict)));
            row = name;
        }
        table(text, lines);
    }

    /** Two cells are a line that says why there is nothing. */
    private static void table(StringBuilder text, List<List<String>> lines) {
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            int counted = line.size() == columns ? columns : 1;
            for (int i = 0; i < counted; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder("  ");
            for (int i = 0; i < line.size(); i++) {
                String cell = line.get(i);
                row.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
    }
}
