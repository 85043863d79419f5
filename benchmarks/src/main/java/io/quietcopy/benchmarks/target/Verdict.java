package io.quietcopy.benchmarks.target;

import java.util.Optional;

/**
 * Whether a promise was kept. Immutable.
 *
 * @param target the promise
 * @param status whether it was kept
 * @param ratio the ratio and its spread, empty if it was not measured
 * @param ours what the engine reached, in the unit of the measure
 * @param reference what it was compared with, in the same unit
 * @param against whose value that is; the reason where it was not measured
 */
public record Verdict(
        Target target, Status status, Optional<Ratio> ratio, double ours, double reference, String against) {

    /** Whether a promise was kept. */
    public enum Status {
        /** It was. */
        MET("met"),
        /** It was not. */
        MISSED("missed"),
        /** The run does not tell. */
        NOT_MEASURED("not measured");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** Returns it for people, and for the JSON. */
        public String text() {
            return text;
        }
    }

    /**
     * A ratio.
     *
     * @param ofMedians that of the medians
     * @param lowest the lowest of a single round
     * @param highest the highest of a single round
     */
    public record Ratio(double ofMedians, double lowest, double highest) {}

    static Verdict notMeasured(Target target, String reason) {
        return new Verdict(target, Status.NOT_MEASURED, Optional.empty(), Double.NaN, Double.NaN, reason);
    }
}
