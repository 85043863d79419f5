package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a run in the form of JUnit's XML reports, as Surefire has shaped it: a test case for each rule. What was not put to the test
 * though it should have been is an error, so that a build server counts it.
 */
public final class JUnitReport {
    private JUnitReport() {}

    /** Returns the XML. */
    public static String of(RunRecord run) {
        Judgement judgement = run.judgement();
        ConformanceReport report = judgement.report();
        List<JudgedRule> rules = judgement.rules().stream()
                .filter(rule -> rule.standing() != Standing.NOT_SELECTED)
                .toList();
        Markup xml = new Markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.open(
                "testsuite",
                "name",
                "io.quietcopy.conformance." + report.engine(),
                "time",
                seconds(report.duration()),
                "tests",
                Integer.toString(rules.size()),
                "errors",
                count(rules, "error"),
                "skipped",
                count(rules, "skipped"),
                "failures",
                count(rules, "failure"),
                "timestamp",
                report.started().toString());
        xml.raw("\n").open("properties").raw("\n");
        run.environment()
                .forEach((name, value) ->
                        xml.open("property", "name", name, "value", value).closeLine());
        xml.closeLine();
        rules.forEach(rule -> testCase(xml, rule, run));
        return xml.closeLine().end();
    }

    private static void testCase(Markup xml, JudgedRule rule, RunRecord run) {
        String engine = run.judgement().report().engine();
        xml.open(
                "testcase",
                "name",
                rule.rule().id() + " " + rule.rule().title(),
                "classname",
                "io.quietcopy.conformance." + engine,
                "time",
                seconds(ownTime(rule)));
        String element = element(rule);
        String notes = String.join("\n", rule.notes());
        switch (element) {
            case "failure" ->
                xml.open(element, "message", message(rule), "type", "broken")
                        .text(detail(rule, run))
                        .close();
            case "error" ->
                xml.open(element, "message", notes, "type", "not-verified").close();
            case "skipped" -> xml.open(element, "message", notes).close();
            default -> {}
        }
        xml.closeLine();
    }

    private static String element(JudgedRule rule) {
        return switch (rule.standing()) {
            case FAIL -> "failure";
            case SKIPPED, NOT_VERIFIED -> rule.missing() ? "error" : "skipped";
            case WAIVED, NOT_TESTABLE -> "skipped";
            case PASS, NOT_SELECTED -> "";
        };
    }

    private static String count(List<JudgedRule> rules, String element) {
        return Long.toString(
                rules.stream().filter(rule -> element(rule).equals(element)).count());
    }

    private static String message(JudgedRule rule) {
        return rule.result().findings().isEmpty()
                ? rule.remark()
                : rule.result().findings().get(0).message();
    }

    private static String detail(JudgedRule rule, RunRecord run) {
        return rule.result().findings().stream()
                .map(finding -> detail(finding, run))
                .collect(Collectors.joining("\n\n", "", rule.remark().isEmpty() ? "" : "\n" + rule.remark()));
    }

    private static String detail(Finding finding, RunRecord run) {
        return finding + "\n  " + run.replay().line(finding.replay());
    }

    /** The time of the checks that are mostly about the rule, so that the times of all rules add up to that of the run. */
    private static Duration ownTime(JudgedRule rule) {
        return rule.result().checks().stream()
                .filter(check -> check.rules().get(0) == rule.rule())
                .map(CheckResult::duration)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
