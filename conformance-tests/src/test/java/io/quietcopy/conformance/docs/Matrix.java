package io.quietcopy.conformance.docs;

import io.quietcopy.conformance.JsonTree;
import io.quietcopy.conformance.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which engine keeps which rule where, as a table, from the reports of the suite. */
final class Matrix {
    private static final List<String> LOOPS = List.of("loop512", "loop4096");

    /** Standing by place, by rule, by engine; all in the order in which they came. */
    private final Map<String, Map<String, Map<String, String>>> engines = new TreeMap<>();

    /** Adds a report. Its file system becomes a place; that on loop devices is taken from the first report. */
    void add(String json) {
        Map<String, Object> report = JsonTree.of(json);
        String fileSystem = text(map(report.get("environment")), "file-system");
        Map<String, Map<String, String>> rules =
                engines.computeIfAbsent(text(report, "engine"), engine -> new LinkedHashMap<>());
        for (Map<?, ?> rule : maps(report.get("rules"))) {
            Map<String, String> places = rules.computeIfAbsent(text(rule, "id"), id -> new LinkedHashMap<>());
            places.put(fileSystem, text(rule, "standing"));
            if (text(rule, "standing").equals("skipped")) {
                continue; // what was seen by the way does not count where the rule does not bind
            }
            LOOPS.forEach(loop -> onLoop(loop, text(rule, "id"), report).ifPresent(s -> places.putIfAbsent(loop, s)));
        }
    }

    /** What checks have seen on loop devices, if any has looked at the rule there. */
    private static Optional<String> onLoop(String loop, String rule, Map<String, Object> report) {
        List<? extends Map<?, ?>> checks = maps(report.get("checks")).stream()
                .filter(check -> text(check, "place").equals(loop))
                .filter(check -> map(check.get("observations")).containsKey(rule))
                .toList();
        return checks.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        checks.stream().allMatch(check -> text(check, "verdict").equals("pass")) ? "pass" : "fail");
    }

    /** Returns the table. */
    String markdown() {
        StringBuilder table = new StringBuilder("| rule | | ");
        table.append(engines.keySet().stream().map(id -> "`" + id + "`").collect(Collectors.joining(" | ")));
        table.append(" |\n|---|---|").append("---|".repeat(engines.size())).append('\n');
        for (Rule rule : Rule.all()) {
            table.append("| [").append(rule.id()).append("](specification.md#");
            table.append(rule.id().toLowerCase(Locale.ROOT)).append(") | ").append(rule.title());
            for (Map<String, Map<String, String>> rules : engines.values()) {
                table.append(" | ").append(cell(rules.getOrDefault(rule.id(), Map.of())));
            }
            table.append(" |\n");
        }
        return table + "\nRun on: " + String.join(", ", places()) + ".\n";
    }

    private Set<String> places() {
        return engines.values().stream()
                .flatMap(rules -> rules.values().stream())
                .flatMap(places -> places.keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** One word where it is the same everywhere; else each standing with its places. */
    private static String cell(Map<String, String> standingByPlace) {
        Map<String, List<String>> placesByStanding = new LinkedHashMap<>();
        standingByPlace.forEach((place, standing) -> placesByStanding
                .computeIfAbsent(standing.replace('-', ' '), one -> new ArrayList<>())
                .add(place));
        return placesByStanding.size() == 1
                ? placesByStanding.keySet().iterator().next()
                : placesByStanding.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                        .collect(Collectors.joining(", "));
    }

    private static String text(Map<?, ?> object, String name) {
        return (String) object.get(name);
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    private static List<? extends Map<?, ?>> maps(Object values) {
        return ((List<?>) values).stream().map(Matrix::map).toList();
    }
}
