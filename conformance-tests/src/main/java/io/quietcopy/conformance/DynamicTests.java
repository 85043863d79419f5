package io.quietcopy.conformance;

import io.quietcopy.conformance.internal.report.Environment;
import io.quietcopy.conformance.internal.report.JudgedRule;
import io.quietcopy.conformance.internal.report.Judgement;
import io.quietcopy.conformance.internal.report.ReplayCommand;
import io.quietcopy.conformance.internal.report.ReportFolder;
import io.quietcopy.conformance.internal.report.RunRecord;
import io.quietcopy.conformance.internal.report.Standing;
import io.quietcopy.conformance.internal.waiver.Waivers;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A run as tests of JUnit: a container for each check, a test in it for each place, and one test for the whole. Not thread-safe. */
final class DynamicTests {
    private final ConformanceRun run;
    private final CopyEngineProvider provider;
    private final Waivers waivers;
    private final @Nullable Path reports;
    private final LocalDate today = LocalDate.now(ZoneId.systemDefault());

    DynamicTests(ConformanceRun run, CopyEngineProvider provider, Waivers waivers, @Nullable Path reports) {
        this.run = run;
        this.provider = provider;
        this.waivers = waivers;
        this.reports = reports;
    }

    Stream<DynamicNode> stream() {
        Map<String, List<ConformanceRun.Step>> byCheck = new LinkedHashMap<>();
        run.steps()
                .forEach(step -> byCheck.computeIfAbsent(step.id(), id -> new ArrayList<>())
                        .add(step));
        return Stream.concat(
                byCheck.values().stream().map(this::container),
                Stream.of(DynamicTest.dynamicTest("every rule was put to the test", this::conclude)));
    }

    private DynamicNode container(List<ConformanceRun.Step> steps) {
        ConformanceRun.Step first = steps.get(0);
        String name = first.id() + ": " + first.title() + ' ' + first.rules();
        return DynamicContainer.dynamicContainer(
                name,
                steps.stream()
                        .map(step -> DynamicTest.dynamicTest(
                                step + " " + step.rules(), () -> assertPassed(step.execute()))));
    }

    private void assertPassed(CheckResult result) {
        switch (result.verdict()) {
            case PASS, NOT_TESTABLE -> {}
            case SKIPPED -> throw new TestAbortedException(result.reason());
            case NOT_VERIFIED -> throw new AssertionFailedError("NOT VERIFIED: " + result.reason());
            case FAIL -> {
                List<Finding> unwaived = result.findings().stream()
                        .filter(finding -> waivers.of(finding.rule())
                                .filter(waiver -> !waiver.expired(today))
                                .isEmpty())
                        .toList();
                if (unwaived.isEmpty()) {
                    throw new TestAbortedException("waived: " + text(result.findings()));
                }
                throw new AssertionFailedError(text(unwaived));
            }
        }
    }

    private static String text(List<Finding> findings) {
        return findings.stream().map(Finding::toString).collect(Collectors.joining("\n", "\n", ""));
    }

    /** Judges the whole. What a check has found broken is told by its own test. */
    private void conclude() throws IOException {
        Judgement judgement = Judgement.of(run.report(), waivers, Set.of(), today);
        if (reports != null) {
            ReportFolder.prepare(reports)
                    .write(new RunRecord(judgement, Environment.of(provider, judgement.report()), replay(judgement)));
        }
        List<String> problems = new ArrayList<>();
        judgement.missing().forEach(rule -> problems.add("NOT VERIFIED, so this is no pass: " + line(rule)));
        judgement.with(Standing.FAIL).stream()
                .filter(rule -> rule.result().findings().isEmpty())
                .forEach(rule -> problems.add("FAIL: " + line(rule)));
        if (!problems.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", problems));
        }
    }

    private static String line(JudgedRule rule) {
        return rule.rule() + (rule.notes().isEmpty() ? "" : ": " + String.join("; ", rule.notes()));
    }

    /** The command is in another jar than what tests are run with. */
    private static ReplayCommand replay(Judgement judgement) {
        return new ReplayCommand(List.of(
                "java",
                "-cp",
                "quietcopy-conformance-all.jar:my-engine.jar",
                Main.class.getName(),
                "--engine",
                judgement.report().engine(),
                "--dir",
                judgement.report().surroundings().getOrDefault("folder", ".")));
    }
}
