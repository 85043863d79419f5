package io.quietcopy.cli;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns, of which the last is wrapped. Not thread-safe. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has. */
    void add(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row has " + rows.get(0).size() + " cells, but got " + cells.length);
        }
        rows.add(List.of(cells));
    }

    /** Returns the lines, none wider than asked where the last column leaves that open. */
    String render(int width) {
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            String indent = " ".repeat(line.length());
            line.append(String.join("\n" + indent, Text.wrap(row.get(last), width - indent.length())));
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
