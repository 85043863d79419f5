package io.quietcopy.conformance;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule that was broken: by what, and how to see it again.
 *
 * <p>Immutable and thread-safe.
 */
public final class Finding {
    private final Rule rule;
    private final String message;
    private final String replay;
    private final @Nullable String firstSeenAs;
    private final @Nullable WrongByte wrongByte;

    private Finding(
            Rule rule, String message, String replay, @Nullable String firstSeenAs, @Nullable WrongByte wrongByte) {
        this.rule = rule;
        this.message = message;
        this.replay = replay;
        this.firstSeenAs = firstSeenAs;
        this.wrongByte = wrongByte;
    }

    /**
     * Tells of a broken rule.
     *
     * @param rule the rule, never null
     * @param message what the engine did, and what it should have done, for people, never null
     * @param replay what {@code --replay} takes to do the same again, never null
     * @param firstSeenAs the longer description from which {@code replay} was shrunk, or null if it was not
     * @param wrongByte the first wrong byte, or null if bytes are not the matter
     * @return the finding, never null
     */
    public static Finding of(
            Rule rule, String message, String replay, @Nullable String firstSeenAs, @Nullable WrongByte wrongByte) {
        return new Finding(
                Objects.requireNonNull(rule, "rule"),
                Objects.requireNonNull(message, "message"),
                Objects.requireNonNull(replay, "replay"),
                firstSeenAs,
                wrongByte);
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
     * Returns what the engine did.
     *
     * @return one or more sentences for people, never null
     */
    public String message() {
        return message;
    }

    /**
     * Returns what {@code --replay} takes.
     *
     * @return a short description of the input, never null
     */
    public String replay() {
        return replay;
    }

    /**
     * Returns the input with which it was seen first.
     *
     * @return the longer description, or empty if it could not be made shorter
     */
    public Optional<String> firstSeenAs() {
        return Optional.ofNullable(firstSeenAs);
    }

    /**
     * Returns the first wrong byte.
     *
     * @return the byte, or empty if bytes are not the matter
     */
    public Optional<WrongByte> wrongByte() {
        return Optional.ofNullable(wrongByte);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(rule).append(": ").append(message);
        if (wrongByte != null) {
            text.append("\n  ").append(wrongByte);
        }
        text.append("\n  --replay '").append(replay).append('\'');
        if (firstSeenAs != null) {
            text.append("\n  first seen with '").append(firstSeenAs).append('\'');
        }
        return text.toString();
    }
}
