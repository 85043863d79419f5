package io.quietcopy;

import io.quietcopy.internal.units.Units;
import java.util.Locale;
import java.util.Objects;

/**
 * How fast a copy may go.
 *
 * <p>Immutable and thread-safe.
 */
public final class Pace {
    /** The kinds of pace. */
    public enum Kind {
        /** As fast as the storage. */
        FULL,
        /** Yields to others: slows down when the copy's own latency or the kernel's I/O pressure shows that somebody waits. */
        QUIET,
        /** At most so many bytes a second. */
        RATE
    }

    private static final Pace FULL = new Pace(Kind.FULL, DataSize.ofBytes(0));
    private static final Pace QUIET = new Pace(Kind.QUIET, DataSize.ofBytes(0));

    private final Kind kind;
    private final DataSize bytesPerSecond;

    private Pace(Kind kind, DataSize bytesPerSecond) {
        this.kind = kind;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Returns the pace that only the storage limits.
     *
     * @return the pace, never null
     */
    public static Pace full() {
        return FULL;
    }

    /**
     * Returns the pace that yields to others.
     *
     * @return the pace, never null
     */
    public static Pace quiet() {
        return QUIET;
    }

    /**
     * Returns a pace of at most so many bytes a second.
     *
     * @param bytesPerSecond the rate, at least 1 byte a second, never null
     * @return the pace, never null
     * @throws IllegalArgumentException if the rate is 0
     */
    public static Pace rate(DataSize bytesPerSecond) {
        Objects.requireNonNull(bytesPerSecond, "bytesPerSecond");
        if (bytesPerSecond.bytes() == 0) {
            throw new IllegalArgumentException(
                    "a rate is at least 1 byte a second; a copy that shall not run is not started");
        }
        return new Pace(Kind.RATE, bytesPerSecond);
    }

    /**
     * Reads a pace: {@code full}, {@code quiet}, or a size and {@code /s}, for example {@code 80MiB/s}.
     *
     * @param text the text, never null
     * @return the pace, never null
     * @throws IllegalArgumentException if the text is none of these; the message says what is accepted
     */
    public static Pace parse(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "full" -> FULL;
            case "quiet" -> QUIET;
            default -> rate(DataSize.ofBytes(Units.parseBytesPerSecond(text)));
        };
    }

    /**
     * Returns the kind.
     *
     * @return the kind, never null
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the rate.
     *
     * @return bytes a second, at least 1
     * @throws IllegalStateException if the kind is not {@link Kind#RATE}
     */
    public DataSize bytesPerSecond() {
        if (kind != Kind.RATE) {
            throw new IllegalStateException("pace " + this + " has no rate");
        }
        return bytesPerSecond;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pace that && kind == that.kind && bytesPerSecond.equals(that.bytesPerSecond);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, bytesPerSecond);
    }

    /** Returns the pace as {@link #parse} reads it back. */
    @Override
    public String toString() {
        return kind == Kind.RATE ? bytesPerSecond + "/s" : kind.name().toLowerCase(Locale.ROOT);
    }
}
