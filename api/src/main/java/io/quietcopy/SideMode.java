package io.quietcopy;

import java.util.Objects;

/**
 * How one side of a copy was really read or written, and why.
 *
 * <p>Immutable and thread-safe.
 */
public final class SideMode {
    /** The ways past, or through, the page cache, the gentlest first. */
    public enum Access {
        /** {@code O_DIRECT}. */
        DIRECT,
        /** {@code RWF_DONTCACHE}: through the cache, dropped at once, pages of others kept. */
        DONTCACHE,
        /** Through the cache, written back and evicted in windows. */
        BUFFERED_EVICTED,
        /** Through the cache. */
        BUFFERED,
        /** The side is not there (a transfer that only reads), or no byte of it was touched. */
        NONE
    }

    private final Access access;
    private final String reason;

    private SideMode(Access access, String reason) {
        this.access = access;
        this.reason = reason;
    }

    /**
     * Returns a mode.
     *
     * @param access the access, never null
     * @param reason why it was this one, one clause for people, never null
     * @return the mode, never null
     */
    public static SideMode of(Access access, String reason) {
        return new SideMode(Objects.requireNonNull(access, "access"), Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Returns how the side was accessed.
     *
     * @return the access, never null
     */
    public Access access() {
        return access;
    }

    /**
     * Returns why it was accessed in this way.
     *
     * @return one clause for people, never null
     */
    public String reason() {
        return reason;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SideMode that && access == that.access && reason.equals(that.reason);
    }

    @Override
    public int hashCode() {
        return Objects.hash(access, reason);
    }

    @Override
    public String toString() {
        return access.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + " (" + reason + ")";
    }
}
