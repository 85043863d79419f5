package io.quietcopy.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether something can work on this machine, and if not, why.
 *
 * <p>Immutable and thread-safe.
 */
public final class Availability {
    private final boolean available;
    private final String reason;
    private final @Nullable Throwable cause;

    private Availability(boolean available, String reason, @Nullable Throwable cause) {
        this.available = available;
        this.reason = reason;
        this.cause = cause;
    }

    /**
     * Returns that it can work.
     *
     * @param detail what was found, for people (a version, say), never null; may be empty
     * @return the availability, never null
     */
    public static Availability available(String detail) {
        return new Availability(true, Objects.requireNonNull(detail, "detail"), null);
    }

    /**
     * Returns that it cannot work.
     *
     * @param reason why, and what would cure it; for people, never null
     * @return the availability, never null
     */
    public static Availability unavailable(String reason) {
        return new Availability(false, Objects.requireNonNull(reason, "reason"), null);
    }

    /**
     * Returns that it cannot work.
     *
     * @param reason why, and what would cure it; for people, never null
     * @param cause what was thrown, never null
     * @return the availability, never null
     */
    public static Availability unavailable(String reason, Throwable cause) {
        return new Availability(
                false, Objects.requireNonNull(reason, "reason"), Objects.requireNonNull(cause, "cause"));
    }

    /**
     * Returns whether it can work.
     *
     * @return true if it can
     */
    public boolean isAvailable() {
        return available;
    }

    /**
     * Returns why not, or what was found.
     *
     * @return one clause for people, never null
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns what was thrown.
     *
     * @return the cause, or empty
     */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    @Override
    public String toString() {
        return (available ? "available" : "unavailable") + (reason.isEmpty() ? "" : ": " + reason);
    }
}
