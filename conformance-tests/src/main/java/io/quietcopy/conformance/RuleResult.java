package io.quietcopy.conformance;

import java.util.List;
import java.util.Objects;

/**
 * What is to be said of one rule after a run.
 *
 * <p>Immutable and thread-safe.
 */
public final class RuleResult {
    private final Rule rule;
    private final Verdict verdict;
    private final boolean required;
    private final List<String> reasons;
    private final long observations;
    private final List<Finding> findings;
    private final List<CheckResult> checks;

    private RuleResult(
            Rule rule,
            Verdict verdict,
            boolean required,
            List<String> reasons,
            long observations,
            List<Finding> findings,
            List<CheckResult> checks) {
        this.rule = rule;
        this.verdict = verdict;
        this.required = required;
        this.reasons = reasons;
        this.observations = observations;
        this.findings = findings;
        this.checks = checks;
    }

    /**
     * Tells of a rule.
     *
     * @param rule the rule, never null
     * @param verdict the verdict, never null
     * @param required whether the engine is bound by it: a required rule that was not put to the test is not a pass
     * @param reasons why it, or a part of it, was not put to the test; for people, never null
     * @param observations how often it was put to the test
     * @param findings how it was broken, never null
     * @param checks the checks that prove it, each in each place, never null
     * @return the result, never null
     */
    public static RuleResult of(
            Rule rule,
            Verdict verdict,
            boolean required,
            List<String> reasons,
            long observations,
            List<Finding> findings,
            List<CheckResult> checks) {
        return new RuleResult(
                Objects.requireNonNull(rule, "rule"),
                Objects.requireNonNull(verdict, "verdict"),
                required,
                List.copyOf(reasons),
                observations,
                List.copyOf(findings),
                List.copyOf(checks));
    }

    /**
     * Returns the rule.
     *
     * @return the rule, never null
     */
    public Rule rule() {
        return rule;
    }

    /**
     * Returns the verdict.
     *
     * @return the verdict, never null
     */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * Returns whether the engine is bound by the rule.
     *
     * @return false for a rule of a capability that the engine does not declare, and for one that nobody can test
     */
    public boolean required() {
        return required;
    }

    /**
     * Returns why the rule, or a part of it, was not put to the test.
     *
     * @return clauses for people, never null; may be there beside a pass, if only some places were missing
     */
    public List<String> reasons() {
        return reasons;
    }

    /**
     * Returns how often the rule was put to the test.
     *
     * @return at least 1 for a pass
     */
    public long observations() {
        return observations;
    }

    /**
     * Returns how the rule was broken.
     *
     * @return the findings, never null
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the checks that prove the rule.
     *
     * @return one result for each check and place, never null
     */
    public List<CheckResult> checks() {
        return checks;
    }

    @Override
    public String toString() {
        return rule + ": " + verdict + (reasons.isEmpty() ? "" : " " + reasons);
    }
}
