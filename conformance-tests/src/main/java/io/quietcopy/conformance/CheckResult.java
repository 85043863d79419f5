package io.quietcopy.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What came of one check in one place.
 *
 * <p>Immutable and thread-safe.
 */
public final class CheckResult {
    private final String id;
    private final String title;
    private final String place;
    private final List<Rule> rules;
    private final Verdict verdict;
    private final String reason;
    private final long tries;
    private final Duration duration;
    private final Map<String, Long> observations;
    private final List<Finding> findings;

    private CheckResult(Builder builder) {
        id = builder.id;
        title = builder.title;
        place = builder.place;
        rules = List.copyOf(builder.rules);
        verdict = builder.verdict;
        reason = builder.reason;
        tries = builder.tries;
        duration = builder.duration;
        observations = Map.copyOf(builder.observations);
        findings = List.copyOf(builder.findings);
    }

    /**
     * Starts a result.
     *
     * @param id the check's id, never null
     * @param title what it shows, never null
     * @param place where it ran, never null
     * @param rules the rules that it proves, the one first that it is mostly about, never null
     * @return a builder, never null
     */
    public static Builder builder(String id, String title, String place, List<Rule> rules) {
        return new Builder(id, title, place, rules);
    }

    /**
     * Returns the check's id.
     *
     * @return lower-case words joined by hyphens, never null
     */
    public String id() {
        return id;
    }

    /**
     * Returns what the check shows.
     *
     * @return a clause for people, never null
     */
    public String title() {
        return title;
    }

    /**
     * Returns where it ran.
     *
     * @return for example {@code files} or {@code loop4096}, never null
     */
    public String place() {
        return place;
    }

    /**
     * Returns the rules that the check proves.
     *
     * @return the rules, the one first that it is mostly about; never null
     */
    public List<Rule> rules() {
        return rules;
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
     * Returns why it was skipped or could not come to a verdict.
     *
     * @return a clause for people, never null; empty if it passed or failed
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns how many copies it tried.
     *
     * @return at least 0
     */
    public long tries() {
        return tries;
    }

    /**
     * Returns how long it took.
     *
     * @return the time, never null
     */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns how often each rule was really put to the test: by a try that would have shown it broken.
     *
     * @return counts by rule id, never null, unmodifiable
     */
    public Map<String, Long> observations() {
        return observations;
    }

    /**
     * Returns what was found to be broken, at most one finding for each rule.
     *
     * @return the findings, never null, unmodifiable
     */
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return id + "@" + place + ": " + verdict + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    /** Collects a result's values. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final String title;
        private final String place;
        private final List<Rule> rules;
        private Verdict verdict = Verdict.NOT_VERIFIED;
        private String reason = "";
        private long tries;
        private Duration duration = Duration.ZERO;
        private Map<String, Long> observations = Map.of();
        private List<Finding> findings = List.of();

        private Builder(String id, String title, String place, List<Rule> rules) {
            this.id = Objects.requireNonNull(id, "id");
            this.title = Objects.requireNonNull(title, "title");
            this.place = Objects.requireNonNull(place, "place");
            this.rules = Objects.requireNonNull(rules, "rules");
        }

        /**
         * Sets the verdict.
         *
         * @param value the verdict, never null
         * @param why the reason for people, never null; empty for pass and fail
         * @return this
         */
        public Builder verdict(Verdict value, String why) {
            verdict = Objects.requireNonNull(value, "value");
            reason = Objects.requireNonNull(why, "why");
            return this;
        }

        /**
         * Sets what was done.
         *
         * @param copies how many copies were tried
         * @param time how long it took, never null
         * @return this
         */
        public Builder effort(long copies, Duration time) {
            tries = copies;
            duration = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Sets how often each rule was put to the test.
         *
         * @param counts counts by rule id, never null
         * @return this
         */
        public Builder observations(Map<String, Long> counts) {
            observations = Objects.requireNonNull(counts, "counts");
            return this;
        }

        /**
         * Sets what was found.
         *
         * @param value the findings, never null
         * @return this
         */
        public Builder findings(List<Finding> value) {
            findings = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Makes the result.
         *
         * @return the result, never null
         */
        public CheckResult build() {
            return new CheckResult(this);
        }
    }
}
