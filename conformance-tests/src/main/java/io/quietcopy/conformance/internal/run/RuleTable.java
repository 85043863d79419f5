package io.quietcopy.conformance.internal.run;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.spi.Capability;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Adds up what checks have found, rule by rule. Thread-safe. */
public final class RuleTable {
    private RuleTable() {}

    /**
     * Returns a result for each rule.
     *
     * @param noDirect why the engine counts as one that does no direct I/O, or empty if it does some, or nobody knows
     */
    public static List<RuleResult> of(List<CheckResult> checks, Set<Capability> declared, Optional<String> noDirect) {
        return Rule.all().stream()
                .map(rule -> of(rule, checks, declared, rule.needsDirect() ? noDirect : Optional.empty()))
                .toList();
    }

    private static RuleResult of(
            Rule rule, List<CheckResult> checks, Set<Capability> declared, Optional<String> noDirect) {
        List<CheckResult> own =
                checks.stream().filter(check -> check.rules().contains(rule)).toList();
        List<Finding> findings = checks.stream()
                .flatMap(check -> check.findings().stream())
                .filter(finding -> finding.rule() == rule)
                .toList();
        // What a check has seen by the way counts, too.
        long observations = checks.stream()
                .mapToLong(check -> check.observations().getOrDefault(rule.id(), 0L))
                .sum();
        boolean capable = rule.binds(declared);
        boolean bound = capable && noDirect.isEmpty();
        List<String> reasons = reasons(rule, own, capable, noDirect);
        return RuleResult.of(
                rule,
                verdict(rule, own, findings, capable ? observations : 0, bound),
                bound && rule.untestable().isEmpty(),
                reasons,
                observations,
                findings,
                own);
    }

    private static Verdict verdict(
            Rule rule, List<CheckResult> own, List<Finding> findings, long observations, boolean bound) {
        if (!findings.isEmpty()) {
            return Verdict.FAIL;
        }
        if (rule.untestable().isPresent()) {
            return Verdict.NOT_TESTABLE;
        }
        if (observations > 0) {
            return Verdict.PASS;
        }
        if (!bound) {
            return Verdict.SKIPPED;
        }
        boolean skipped = own.stream().anyMatch(check -> check.verdict() == Verdict.SKIPPED);
        boolean ran = own.stream().anyMatch(check -> check.verdict() != Verdict.SKIPPED);
        return skipped && !ran ? Verdict.SKIPPED : Verdict.NOT_VERIFIED;
    }

    private static List<String> reasons(Rule rule, List<CheckResult> own, boolean capable, Optional<String> noDirect) {
        Stream<String> capability = capable
                ? Stream.empty()
                : rule.capability().stream()
                        .map(needed -> "the engine does not declare " + needed)
                        .map(text -> rule.id().equals("E-DIGEST-5") ? "the engine declares DIGEST" : text);
        if (!capable || noDirect.isPresent()) {
            // Why else it was not put to the test does not matter then.
            return Stream.concat(capability, noDirect.stream()).toList();
        }
        Stream<String> checks = own.stream()
                .filter(check -> !check.reason().isEmpty())
                .map(check -> check.id() + '@' + check.place() + ": " + check.reason());
        // A copy that goes wrong for no reason in particular proves nothing else.
        Stream<String> others = own.stream()
                .filter(check -> !check.observations().containsKey(rule.id()))
                .flatMap(check -> check.findings().stream()
                        .map(Finding::rule)
                        .filter(broken -> broken != rule)
                        .map(broken -> check.id() + '@' + check.place() + ": showed " + broken.id() + " broken"));
        return Stream.of(rule.untestable().stream(), checks, others)
                .flatMap(reason -> reason)
                .distinct()
                .toList();
    }
}
