package io.quietcopy.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.ConformanceRun;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The suite tells engines that are wrong from the one that is right, and which rule they break: each mutant fails the rules of the
 * kill table, and no other.
 *
 * <p>Each meets the checks that are about its rules, and those that are quick; the unmutated engine meets all of them in {@code
 * ReferenceConformanceTest}.
 */
@Tag("once")
class MutantsTest {
    /** Has every mutant meet all checks, which takes long. */
    private static final boolean ALL = Boolean.getBoolean("quietcopy.tests.mutantsMeetAll");

    /** Which mutants, by their names. */
    private static final Pattern WHICH = Pattern.compile(System.getProperty("quietcopy.tests.mutants", ".*"));

    private static final int TRIES = 1;
    private static final int SHRINKS = 12;

    /** Some mutants never come back. Here no other copy is under way meanwhile, so that all that is right is quick. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @TestFactory
    Stream<DynamicTest> aMutantFailsItsRulesAndNoOthers() {
        return Mutants.all().stream()
                .filter(mutant -> WHICH.matcher(mutant.name()).matches())
                .map(mutant -> DynamicTest.dynamicTest(mutant + ": " + mutant.bug(), () -> kill(mutant)));
    }

    private static void kill(Mutant mutant) throws IOException {
        Parts parts = mutant.parts().get();
        try (ConformanceRun run = run(mutant, parts)) {
            ConformanceReport report = run.execute(result -> {});
            assertThat(report.checks())
                    .as("checks that could not come to a verdict")
                    .filteredOn(result -> result.verdict() == Verdict.NOT_VERIFIED)
                    .isEmpty();
            Set<String> failed = failed(report);
            assertThat(failed).as("rules that %s breaks", mutant).containsAll(mutant.breaks());
            assertThat(mutant.fails())
                    .as("rules that %s may break: %s", mutant, told(report))
                    .containsAll(failed);
            Finding finding = finding(report, mutant.breaks().get(0));
            assertThat(finding.toString()).contains(mutant.shown());
            if (!mutant.racy() && finding.replay().contains(" ")) {
                assertReplays(run, finding);
            }
        } finally {
            parts.tidyUp();
        }
    }

    private static ConformanceRun run(Mutant mutant, Parts parts) throws IOException {
        return ConformanceRun.of(parts.provider())
                .folder(Path.of(System.getProperty("java.io.tmpdir")))
                .tries(TRIES)
                .shrinks(SHRINKS)
                .patience(PATIENCE)
                .only(step -> ALL || mutant.checks().matcher(step.toString()).matches())
                .start();
    }

    /** The author of an engine sees the same again, with nothing but what the finding says. */
    private static void assertReplays(ConformanceRun run, Finding finding) {
        CheckResult again = run.replay(finding.replay());
        assertThat(again.findings())
                .as("findings of --replay '%s'", finding.replay())
                .extracting(Finding::rule)
                .contains(finding.rule());
    }

    private static Set<String> failed(ConformanceReport report) {
        return report.rules().stream()
                .filter(result -> result.verdict() == Verdict.FAIL)
                .map(result -> result.rule().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Finding> told(ConformanceReport report) {
        return report.rules().stream()
                .map(RuleResult::findings)
                .flatMap(List::stream)
                .toList();
    }

    private static Finding finding(ConformanceReport report, String rule) {
        return told(report).stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofEachMutantItIsKnownWhatItsAuthorIsTold() {
        assertThat(Mutants.all()).extracting(Mutant::shown).noneMatch(String::isBlank);
    }

    @Test
    void eachMutantHasANameOfItsOwn() {
        assertThat(Mutants.all())
                .extracting(Mutant::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(30);
    }
}
