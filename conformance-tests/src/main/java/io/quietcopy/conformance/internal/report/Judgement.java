package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.ConformanceReport.Outcome;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.conformance.internal.waiver.Waiver;
import io.quietcopy.conformance.internal.waiver.Waivers;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run amounts to once waivers and the selection of rules are considered.
 *
 * <p>A waived rule is tested like any other. If it is broken it does not count as broken; if it holds, the waiver is out of date, and
 * that counts as a failure, so that it goes. A rule that was not selected counts only if it was found broken by the way. Immutable and
 * thread-safe.
 */
public final class Judgement {
    private final ConformanceReport report;
    private final List<JudgedRule> rules;

    private Judgement(ConformanceReport report, List<JudgedRule> rules) {
        this.report = report;
        this.rules = rules;
    }

    /**
     * Judges a run.
     *
     * @param selected the ids of the rules that the run was about; none means all
     */
    public static Judgement of(ConformanceReport report, Waivers waivers, Set<String> selected, LocalDate today) {
        return new Judgement(
                report,
                report.rules().stream()
                        .map(result -> judge(
                                result,
                                waivers.of(result.rule()).orElse(null),
                                selected.isEmpty()
                                        || selected.contains(result.rule().id()),
                                today))
                        .toList());
    }

    private static JudgedRule judge(RuleResult result, @Nullable Waiver waiver, boolean selected, LocalDate today) {
        if (!selected && result.verdict() != Verdict.FAIL) {
            return new JudgedRule(result, Standing.NOT_SELECTED, waiver, "");
        }
        if (waiver == null) {
            return new JudgedRule(result, unwaived(result.verdict()), null, "");
        }
        if (waiver.expired(today)) {
            String remark =
                    "the waiver " + waiver.origin() + " counted until " + waiver.lastDay() + " and counts no more";
            return new JudgedRule(result, unwaived(result.verdict()), waiver, remark);
        }
        return switch (result.verdict()) {
            case FAIL -> {
                String remark = "waived until " + waiver.lastDay() + ": " + waiver.reason();
                yield new JudgedRule(result, Standing.WAIVED, waiver, remark);
            }
            case PASS -> {
                String remark = "it is waived but passes now: remove the waiver " + waiver.origin();
                yield new JudgedRule(result, Standing.FAIL, waiver, remark);
            }
            case SKIPPED, NOT_VERIFIED, NOT_TESTABLE -> {
                String remark = "the waiver " + waiver.origin()
                        + " has no effect: what was not put to the test cannot be waived";
                yield new JudgedRule(result, unwaived(result.verdict()), waiver, remark);
            }
        };
    }

    private static Standing unwaived(Verdict verdict) {
        return switch (verdict) {
            case PASS -> Standing.PASS;
            case FAIL -> Standing.FAIL;
            case SKIPPED -> Standing.SKIPPED;
            case NOT_VERIFIED -> Standing.NOT_VERIFIED;
            case NOT_TESTABLE -> Standing.NOT_TESTABLE;
        };
    }

    /** Returns what was judged. */
    public ConformanceReport report() {
        return report;
    }

    /** Returns the rules, in the order of the specification. */
    public List<JudgedRule> rules() {
        return rules;
    }

    /** Returns the rules of a standing, in the order of the specification. */
    public List<JudgedRule> with(Standing standing) {
        return rules.stream().filter(rule -> rule.standing() == standing).toList();
    }

    /** Returns the rules that should have been put to the test and were not. */
    public List<JudgedRule> missing() {
        return rules.stream().filter(JudgedRule::missing).toList();
    }

    /** Returns how many rules there are of each standing that there is. */
    public Map<Standing, Long> counts() {
        return rules.stream().collect(Collectors.groupingBy(JudgedRule::standing, TreeMap::new, Collectors.counting()));
    }

    /** Returns what it amounts to: a run that put no rule to the test, or not all that it should, is not a pass. */
    public Outcome outcome() {
        if (!with(Standing.FAIL).isEmpty()) {
            return Outcome.FAILED;
        }
        boolean nothing = with(Standing.PASS).isEmpty() && with(Standing.WAIVED).isEmpty();
        return nothing || !missing().isEmpty() ? Outcome.INCOMPLETE : Outcome.PASSED;
    }

    /** Returns what it amounts to, in a sentence for people without a full stop. */
    public String verdict() {
        long waived = with(Standing.WAIVED).size();
        String beside = waived == 0 ? "" : "; " + count(waived, "rule") + " waived";
        return switch (outcome()) {
            case PASSED ->
                "every rule that binds this engine was put to the test and held"
                        + (waived == 0 ? "" : ", but for " + count(waived, "waived rule"));
            case FAILED -> count(with(Standing.FAIL).size(), "rule") + " failed" + beside;
            case INCOMPLETE ->
                missing().isEmpty()
                        ? "no rule was put to the test"
                        : "no rule failed, but " + count(missing().size(), "rule")
                                + " that should have been put to the test "
                                + (missing().size() == 1 ? "was" : "were")
                                + " not" + beside;
        };
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
