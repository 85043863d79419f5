package io.quietcopy.conformance;

import io.quietcopy.spi.Capability;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run of the suite found, rule by rule and check by check.
 *
 * <p>Immutable and thread-safe.
 */
public final class ConformanceReport {
    /** What a whole run amounts to. */
    public enum Outcome {
        /** Every required rule was put to the test and held. */
        PASSED,
        /** At least one rule was broken. */
        FAILED,
        /** No rule was broken, but at least one required rule was not put to the test. */
        INCOMPLETE
    }

    private final String engine;
    private final String engineClass;
    private final Set<Capability> capabilities;
    private final Map<String, String> surroundings;
    private final Instant started;
    private final Duration duration;
    private final List<RuleResult> rules;
    private final List<CheckResult> checks;

    private ConformanceReport(Builder builder) {
        engine = builder.engine;
        engineClass = builder.engineClass;
        capabilities = Set.copyOf(builder.capabilities);
        surroundings = new TreeMap<>(builder.surroundings);
        started = builder.started;
        duration = builder.duration;
        rules = List.copyOf(builder.rules);
        checks = List.copyOf(builder.checks);
    }

    /**
     * Starts a report.
     *
     * @param engine the engine's id, never null
     * @param engineClass the class of its provider, never null
     * @return a builder, never null
     */
    public static Builder builder(String engine, String engineClass) {
        return new Builder(engine, engineClass);
    }

    /**
     * Returns the engine's id.
     *
     * @return the id, never null
     */
    public String engine() {
        return engine;
    }

    /**
     * Returns the class of the engine's provider.
     *
     * @return a binary class name, never null
     */
    public String engineClass() {
        return engineClass;
    }

    /**
     * Returns what the engine declares.
     *
     * @return the capabilities, never null
     */
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /**
     * Returns where and how the suite ran: file system, kernel, Java, seed, tries, places.
     *
     * @return texts by name, never null, unmodifiable, sorted by name
     */
    public Map<String, String> surroundings() {
        return Collections.unmodifiableMap(surroundings);
    }

    /**
     * Returns when the run began.
     *
     * @return the time, never null
     */
    public Instant started() {
        return started;
    }

    /**
     * Returns how long the run took.
     *
     * @return the time, never null
     */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns what is to be said of each rule.
     *
     * @return one result for each engine rule, in the order of the specification, never null
     */
    public List<RuleResult> rules() {
        return rules;
    }

    /**
     * Returns what came of each check in each place.
     *
     * @return the results in the order in which they ran, never null
     */
    public List<CheckResult> checks() {
        return checks;
    }

    /**
     * Returns what is to be said of one rule.
     *
     * @param id the rule's id, never null
     * @return the result, never null
     * @throws IllegalArgumentException if there is no such rule
     */
    public RuleResult rule(String id) {
        return rules.stream()
                .filter(result -> result.rule().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine rule has the id " + id));
    }

    /**
     * Returns the results with a verdict.
     *
     * @param verdict the verdict, never null
     * @return the rules, in the order of the specification, never null
     */
    public List<RuleResult> withVerdict(Verdict verdict) {
        return rules.stream().filter(result -> result.verdict() == verdict).toList();
    }

    /**
     * Returns the required rules that were not put to the test.
     *
     * @return the rules, in the order of the specification, never null
     */
    public List<RuleResult> missing() {
        return rules.stream()
                .filter(RuleResult::required)
                .filter(result -> result.verdict() == Verdict.SKIPPED || result.verdict() == Verdict.NOT_VERIFIED)
                .toList();
    }

    /**
     * Returns what the run amounts to. Nothing is silently green: a run in which a required rule was not put to the test has
     * not passed, whatever the reason.
     *
     * @return the outcome, never null
     */
    public Outcome outcome() {
        if (!withVerdict(Verdict.FAIL).isEmpty()) {
            return Outcome.FAILED;
        }
        return missing().isEmpty() ? Outcome.PASSED : Outcome.INCOMPLETE;
    }

    /** Collects a report's values. Not thread-safe. */
    public static final class Builder {
        private final String engine;
        private final String engineClass;
        private Set<Capability> capabilities = Set.of();
        private Map<String, String> surroundings = Map.of();
        private Instant started = Instant.EPOCH;
        private Duration duration = Duration.ZERO;
        private List<RuleResult> rules = List.of();
        private List<CheckResult> checks = List.of();

        private Builder(String engine, String engineClass) {
            this.engine = Objects.requireNonNull(engine, "engine");
            this.engineClass = Objects.requireNonNull(engineClass, "engineClass");
        }

        /**
         * Sets what the engine declares.
         *
         * @param value the capabilities, never null
         * @return this
         */
        public Builder capabilities(Set<Capability> value) {
            capabilities = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets where and how the suite ran.
         *
         * @param value texts by name, never null
         * @return this
         */
        public Builder surroundings(Map<String, String> value) {
            surroundings = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the times.
         *
         * @param begin when the run began, never null
         * @param length how long it took, never null
         * @return this
         */
        public Builder times(Instant begin, Duration length) {
            started = Objects.requireNonNull(begin, "begin");
            duration = Objects.requireNonNull(length, "length");
            return this;
        }

        /**
         * Sets what was found.
         *
         * @param byRule one result for each rule, never null
         * @param byCheck one result for each check and place, never null
         * @return this
         */
        public Builder results(List<RuleResult> byRule, List<CheckResult> byCheck) {
            rules = Objects.requireNonNull(byRule, "byRule");
            checks = Objects.requireNonNull(byCheck, "byCheck");
            return this;
        }

        /**
         * Makes the report.
         *
         * @return the report, never null
         */
        public ConformanceReport build() {
            return new ConformanceReport(this);
        }
    }
}
