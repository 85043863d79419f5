package io.quietcopy.spi;

import io.quietcopy.WindowSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an engine has to tell of a finished transfer beyond what the permits told.
 *
 * <p>Immutable and thread-safe.
 */
public final class TransferResult {
    private final List<WindowSample> inFlight;
    private final List<String> notes;

    private TransferResult(Builder builder) {
        inFlight = List.copyOf(builder.inFlight);
        notes = List.copyOf(builder.notes);
    }

    /**
     * Starts a result.
     *
     * @return a builder, never null
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the course of the in-flight window.
     *
     * @return samples in the order of time, never null
     */
    public List<WindowSample> inFlight() {
        return inFlight;
    }

    /**
     * Returns what else the report shall say.
     *
     * @return sentences for people, never null
     */
    public List<String> notes() {
        return notes;
    }

    /** Collects a result's values. Not thread-safe. */
    public static final class Builder {
        private final List<WindowSample> inFlight = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        private Builder() {}

        /**
         * Adds samples of the in-flight window.
         *
         * @param samples the samples in the order of time, never null
         * @return this
         */
        public Builder inFlight(List<WindowSample> samples) {
            inFlight.addAll(samples);
            return this;
        }

        /**
         * Adds a sentence to the report.
         *
         * @param sentence a sentence for people, never null
         * @return this
         */
        public Builder note(String sentence) {
            notes.add(Objects.requireNonNull(sentence, "sentence"));
            return this;
        }

        /**
         * Makes the result.
         *
         * @return the result, never null
         */
        public TransferResult build() {
            return new TransferResult(this);
        }
    }
}
