package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long is waited for what an engine should do: long as long as it may only be slow, briefly where it is known already that the
 * rule is broken. Otherwise an engine that leaks would keep the suite waiting at each of hundreds of tries.
 */
final class Patience {
    private static final Duration SHORT = Duration.ofMillis(500);

    private Patience() {}

    /** Returns the usual time, or a short one if all these rules are known to be broken. */
    static Duration with(Evidence evidence, Duration usual, String... rules) {
        return Stream.of(rules).allMatch(evidence::isKnown) ? SHORT : usual;
    }
}
