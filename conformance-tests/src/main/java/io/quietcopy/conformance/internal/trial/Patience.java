package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long is waited for what an engine should do: long as long as it may only be slow, briefly where it is known already that the
 * rule is broken. Otherwise an engine that leaks would keep the suite waiting at each of hundreds of tries.
 *
 * @param standstill a copy of which nothing has been heard for so long has come to a standstill
 */
public record Patience(Duration standstill) {
    /** What a busy machine needs. */
    public static final Patience USUAL = new Patience(Duration.ofSeconds(20));

    private static final Duration SHORT = Duration.ofMillis(200);

    /** Returns how long to wait for what may take so long with the usual patience. */
    public Duration scaled(Duration usual) {
        return Duration.ofNanos((long) ((double) usual.toNanos() / USUAL.standstill.toNanos() * standstill.toNanos()));
    }

    /** Returns the scaled time, or a short one if all these rules are known to be broken. */
    Duration with(Evidence evidence, Duration usual, String... rules) {
        return Stream.of(rules).allMatch(evidence::isKnown) ? SHORT : scaled(usual);
    }
}
