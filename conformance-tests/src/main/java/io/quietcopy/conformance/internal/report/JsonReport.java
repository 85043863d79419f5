package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.waiver.Waiver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes a run as JSON. Its schema is {@code docs/conformance-report.schema.json}. */
public final class JsonReport {
    private JsonReport() {}

    /** Returns the JSON. */
    public static String of(RunRecord run) {
        Judgement judgement = run.judgement();
        ConformanceReport report = judgement.report();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("engine", report.engine());
        json.put("engineClass", report.engineClass());
        json.put(
                "capabilities",
                report.capabilities().stream().map(Enum::name).sorted().toList());
        json.put("outcome", judgement.outcome().name().toLowerCase(Locale.ROOT));
        json.put("verdict", judgement.verdict());
        json.put("started", report.started().toString());
        json.put("seconds", seconds(report.duration()));
        json.put("environment", run.environment());
        Map<String, Object> counts = new LinkedHashMap<>();
        judgement.counts().forEach((standing, count) -> counts.put(standing.id(), count));
        json.put("counts", counts);
        json.put(
                "rules", judgement.rules().stream().map(rule -> rule(rule, run)).toList());
        json.put("checks", report.checks().stream().map(JsonReport::check).toList());
        return JsonText.of(json);
    }

    private static Map<String, Object> rule(JudgedRule rule, RunRecord run) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.rule().id());
        json.put("title", rule.rule().title());
        json.put("standing", rule.standing().id());
        json.put("required", rule.result().required());
        json.put("observations", rule.result().observations());
        json.put("notes", rule.notes());
        json.put(
                "checks",
                rule.result().checks().stream()
                        .map(check -> check.id() + "@" + check.place())
                        .toList());
        json.put(
                "findings",
                rule.result().findings().stream()
                        .map(finding -> finding(finding, run))
                        .toList());
        rule.waiver().ifPresent(waiver -> json.put("waiver", waiver(waiver)));
        return json;
    }

    private static Map<String, Object> finding(Finding finding, RunRecord run) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("message", finding.message());
        json.put("replay", finding.replay());
        json.put("replayCommand", run.replay().line(finding.replay()));
        finding.firstSeenAs().ifPresent(text -> json.put("firstSeenAs", text));
        finding.wrongByte().ifPresent(wrong -> json.put("wrongByte", wrongByte(wrong)));
        return json;
    }

    private static Map<String, Object> wrongByte(WrongByte wrong) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("place", wrong.place());
        json.put("offsetBytes", wrong.offsetBytes());
        json.put("expected", wrong.expected());
        json.put("found", wrong.found());
        json.put("origin", wrong.origin());
        return json;
    }

    private static Map<String, Object> waiver(Waiver waiver) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", waiver.reason());
        json.put("link", waiver.link().toString());
        json.put("lastDay", waiver.lastDay().toString());
        json.put("origin", waiver.origin());
        return json;
    }

    private static Map<String, Object> check(CheckResult check) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", check.id());
        json.put("title", check.title());
        json.put("place", check.place());
        json.put("verdict", check.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("reason", check.reason());
        json.put("rules", check.rules().stream().map(Rule::id).toList());
        json.put("tries", check.tries());
        json.put("seconds", seconds(check.duration()));
        json.put("observations", new TreeMap<>(check.observations()));
        return json;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
