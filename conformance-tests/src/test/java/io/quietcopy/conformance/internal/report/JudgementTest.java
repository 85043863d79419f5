package io.quietcopy.conformance.internal.report;

import static io.quietcopy.conformance.internal.report.SampleRun.failed;
import static io.quietcopy.conformance.internal.report.SampleRun.judge;
import static io.quietcopy.conformance.internal.report.SampleRun.passed;
import static io.quietcopy.conformance.internal.report.SampleRun.skipped;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.ConformanceReport.Outcome;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waivers and the selection of rules do to a verdict. */
class JudgementTest {
    private static final String WAIVED = "E-ZERO-1 2027-01-01 https://example.org/1 known\n";
    private static final String EXPIRED = "E-ZERO-1 2026-12-31 https://example.org/1 known\n";

    private static JudgedRule rule(Judgement judgement, String id) {
        return judgement.rules().stream()
                .filter(rule -> rule.rule().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBrokenRuleThatIsWaivedIsNoFailure() throws Exception {
        Judgement judgement = judge(WAIVED, Set.of("E-ZERO-1"), failed("zeroes", "E-ZERO-1"));
        assertThat(rule(judgement, "E-ZERO-1").standing()).isEqualTo(Standing.WAIVED);
        assertThat(rule(judgement, "E-ZERO-1").remark()).isEqualTo("waived until 2027-01-01: known");
        assertThat(judgement.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(judgement.verdict()).endsWith("held, but for 1 waived rule");
    }

    @Test
    void aWaivedRuleThatHoldsFails() throws Exception {
        Judgement judgement = judge(WAIVED, Set.of("E-ZERO-1"), passed("zeroes", "E-ZERO-1"));
        assertThat(rule(judgement, "E-ZERO-1").standing()).isEqualTo(Standing.FAIL);
        assertThat(rule(judgement, "E-ZERO-1").remark())
                .startsWith("it is waived but passes now: remove the waiver waivers")
                .endsWith(".txt:1");
        assertThat(judgement.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void anExpiredWaiverCountsNoMore() throws Exception {
        Judgement broken = judge(EXPIRED, Set.of("E-ZERO-1"), failed("zeroes", "E-ZERO-1"));
        assertThat(rule(broken, "E-ZERO-1").standing()).isEqualTo(Standing.FAIL);
        assertThat(rule(broken, "E-ZERO-1").remark()).contains("counted until 2026-12-31 and counts no more");
        Judgement held = judge(EXPIRED, Set.of("E-ZERO-1"), passed("zeroes", "E-ZERO-1"));
        assertThat(held.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void whatWasNotPutToTheTestCannotBeWaived() throws Exception {
        Judgement judgement = judge(WAIVED, Set.of("E-ZERO-1"), skipped("zeroes", "E-ZERO-1"));
        assertThat(rule(judgement, "E-ZERO-1").standing()).isEqualTo(Standing.SKIPPED);
        assertThat(rule(judgement, "E-ZERO-1").missing()).isTrue();
        assertThat(rule(judgement, "E-ZERO-1").notes()).anyMatch(note -> note.contains("has no effect"));
        assertThat(judgement.outcome()).isEqualTo(Outcome.INCOMPLETE);
    }

    @Test
    void onlySelectedRulesAreRequired() throws Exception {
        Judgement judgement = judge("", Set.of("E-BYTES-1"), passed("lengths", "E-BYTES-1"));
        assertThat(judgement.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(judgement.with(Standing.NOT_SELECTED))
                .hasSize(judgement.rules().size() - 1);
        assertThat(judge("", Set.of(), passed("lengths", "E-BYTES-1")).outcome())
                .isEqualTo(Outcome.INCOMPLETE);
    }

    @Test
    void whatIsFoundBrokenByTheWayCountsAlthoughItWasNotSelected() throws Exception {
        Judgement judgement =
                judge("", Set.of("E-BYTES-1"), passed("lengths", "E-BYTES-1"), failed("windows", "E-BYTES-2"));
        assertThat(rule(judgement, "E-BYTES-2").standing()).isEqualTo(Standing.FAIL);
        assertThat(judgement.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aRunThatPutNothingToTheTestIsNoPass() throws Exception {
        // None of both is required of this engine, so that nothing is missing either.
        Judgement judgement = judge("", Set.of("E-OPEN-8", "E-DIGEST-1"));
        assertThat(judgement.missing()).isEmpty();
        assertThat(judgement.outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(judgement.verdict()).isEqualTo("no rule was put to the test");
    }
}
