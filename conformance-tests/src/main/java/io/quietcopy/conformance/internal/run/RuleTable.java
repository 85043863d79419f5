package io.quietcopy.conformance.internal.run;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.spi.Capability;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Adds up what checks have found, rule by rule. Thread-safe. */
public final class RuleTable {
    private RuleTable() {}

    /** Returns a result for each rule. */
    public static List<RuleResult> of(List<CheckResult> checks, Set<Capability> declared) {
        return Rule.all().stream().map(rule -> of(rule, checks, declared)).toList();
    }

    private static RuleResult of(Rule rule, List<CheckResult> checks, Set<Capability> declared) {
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
        boolean bound = rule.binds(declared);
        List<String> reasons = reasons(rule, own, bound);
        return RuleResult.of(
                rule,
                verdict(rule, own, findings, observations, bound),
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
        if (!bound) {
            return Verdict.SKIPPED;
        }
        if (observations > 0) {
            return Verdict.PASS;
        }
        boolean skipped = own.stream().anyMatch(check -> check.verdict() == Verdict.SKIPPED);
        boolean ran = own.stream().anyMatch(check -> check.verdict() != Verdict.SKIPPED);
        return skipped && !ran ? Verdict.SKIPPED : Verdict.NOT_VERIFIED;
    }

    private static List<String> reasons(Rule rule, List<CheckResult> own, boolean bound) {
        Stream<String> capability = bound
                ? Stream.empty()
                : rule.capability().stream()
                        .map(needed -> "the engine does not declare " + needed)
                        .map(text -> rule.id().equals("E-DIGEST-5") ? "the engine declares DIGEST" : text);
        Stream<String> checks = own.stream()
                .filter(check -> !check.reason().isEmpty())
                .map(check -> check.id() + '@' + check.place() + ": " + check.reason());
        return Stream.of(rule.untestable().stream(), capability, checks)
                .flatMap(reason -> reason)
                .distinct()
                .toList();
    }
}
