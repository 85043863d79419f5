package io.quietcopy;

import java.util.Objects;

/**
 * One candidate of a selection and what became of it.
 *
 * <p>Immutable and thread-safe.
 */
public final class EngineAttempt {
    private final String id;
    private final boolean chosen;
    private final String reason;

    private EngineAttempt(String id, boolean chosen, String reason) {
        this.id = id;
        this.chosen = chosen;
        this.reason = reason;
    }

    /**
     * Returns an attempt.
     *
     * @param id the engine's id, never null
     * @param chosen whether it was taken
     * @param reason why, or why not; one clause for people, never null
     * @return the attempt, never null
     */
    public static EngineAttempt of(String id, boolean chosen, String reason) {
        return new EngineAttempt(Objects.requireNonNull(id, "id"), chosen, Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Returns the engine's id.
     *
     * @return the id, never null
     */
    public String id() {
        return id;
    }

    /**
     * Returns whether it was taken.
     *
     * @return true for at most one candidate
     */
    public boolean chosen() {
        return chosen;
    }

    /**
     * Returns why it was taken, or why not.
     *
     * @return one clause for people, never null
     */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return id + (chosen ? ": chosen, " : ": not chosen, ") + reason;
    }
}
