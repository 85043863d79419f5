package io.quietcopy.spi;

import io.quietcopy.SideMode;
import java.util.Objects;

/**
 * How an engine would do a transfer, or why it would not.
 *
 * <p>Immutable and thread-safe.
 */
public final class Fitness {
    private final boolean fits;
    private final String reason;
    private final SideMode source;
    private final SideMode target;

    private Fitness(boolean fits, String reason, SideMode source, SideMode target) {
        this.fits = fits;
        this.reason = reason;
        this.source = source;
        this.target = target;
    }

    /**
     * Returns that it fits.
     *
     * @param reason what was found, one clause for people, never null
     * @param source how the source would be read, never null
     * @param target how the target would be written, never null
     * @return the fitness, never null
     */
    public static Fitness fits(String reason, SideMode source, SideMode target) {
        return new Fitness(
                true,
                Objects.requireNonNull(reason, "reason"),
                Objects.requireNonNull(source, "source"),
                Objects.requireNonNull(target, "target"));
    }

    /**
     * Returns that it does not fit.
     *
     * @param reason why, one clause for people, never null
     * @return the fitness, never null
     */
    public static Fitness notFit(String reason) {
        SideMode none = SideMode.of(SideMode.Access.NONE, "engine does not fit");
        return new Fitness(false, Objects.requireNonNull(reason, "reason"), none, none);
    }

    /**
     * Returns whether it fits.
     *
     * @return true if it does, as far as can be told without opening anything for writing
     */
    public boolean isFit() {
        return fits;
    }

    /**
     * Returns why, or why not.
     *
     * @return one clause for people, never null
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns how the source would be read.
     *
     * @return the mode, never null
     */
    public SideMode source() {
        return source;
    }

    /**
     * Returns how the target would be written.
     *
     * @return the mode, never null
     */
    public SideMode target() {
        return target;
    }
}
