package io.quietcopy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The table of engines in the library's messages, made fit for a terminal: without the classes and jars, which logs,
 * JSON and {@code --verbose} have.
 */
final class CandidateTable {
    private static final List<String> KEPT = List.of("ID", "STATE", "REASON");
    private static final Pattern HEADING = Pattern.compile("\\S+");

    private CandidateTable() {}

    /** Returns the table for a terminal, or the text as it is if it is no such table. */
    static String narrow(String text, int width) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).startsWith("ID ") || !lines.get(0).endsWith("REASON")) {
            return text;
        }
        List<MatchResult> headings = HEADING.matcher(lines.get(0)).results().toList();
        Table table = new Table("ENGINE", "STATE", "REASON");
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < headings.size(); i++) {
                if (KEPT.contains(headings.get(i).group())) {
                    int end = i + 1 < headings.size() ? headings.get(i + 1).start() : line.length();
                    cells.add(cell(line, headings.get(i).start(), end));
                }
            }
            table.add(cells.toArray(String[]::new));
        }
        return table.render(width);
    }

    private static String cell(String line, int start, int end) {
        return start >= line.length()
                ? ""
                : line.substring(start, Math.min(end, line.length())).strip();
    }
}
