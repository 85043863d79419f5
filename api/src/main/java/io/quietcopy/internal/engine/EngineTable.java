package io.quietcopy.internal.engine;

import io.quietcopy.EngineAttempt;
import io.quietcopy.EngineInfo;
import io.quietcopy.internal.units.Quote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the table of engines as plain text. */
final class EngineTable {
    private static final List<String> HEAD = List.of("ID", "CLASS", "JAR", "VERSION", "STATE", "REASON");

    private EngineTable() {}

    static String text(List<? extends EngineInfo> engines, List<EngineAttempt> attempts) {
        if (engines.isEmpty() && attempts.isEmpty()) {
            return "No engine is on the class path. Add one, for example quietcopy-engine-dd; if all jars were merged into one,"
                    + " merge their files in META-INF/services, too.";
        }
        Map<String, EngineAttempt> byId = new LinkedHashMap<>();
        attempts.forEach(attempt -> byId.putIfAbsent(attempt.id(), attempt));
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (EngineInfo engine : engines) {
            EngineAttempt attempt = byId.remove(engine.id());
            rows.add(List.of(
                    engine.id(),
                    engine.className(),
                    engine.location(),
                    engine.version(),
                    engine.state().name().toLowerCase(Locale.ROOT),
                    attempt == null ? untried(engine, attempts) : attempt.reason()));
        }
        for (EngineAttempt attempt : byId.values()) {
            rows.add(List.of(attempt.id(), "", "", "", "absent", attempt.reason()));
        }
        return layOut(rows);
    }

    private static String untried(EngineInfo engine, List<EngineAttempt> attempts) {
        if (attempts.isEmpty() || engine.state() != EngineInfo.State.AVAILABLE) {
            return engine.reason();
        }
        return engine.reason().isEmpty() ? "not tried" : "not tried; " + engine.reason();
    }

    private static String layOut(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(HEAD.size(), 0));
        List<List<String>> cells = rows.stream()
                .map(row -> row.stream().map(EngineTable::cell).toList())
                .toList();
        for (List<String> row : cells) {
            for (int column = 0; column < row.size(); column++) {
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String cell(String text) {
        return text.isEmpty() ? "-" : Quote.plain(text.replaceAll("\\s*[\r\n]+\\s*", " "));
    }
}
