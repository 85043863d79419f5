package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How long is waited for what an engine should do: long as long as it may only be slow, briefly where it is known already that the
 * rule is broken. Otherwise an engine that leaks would keep the suite waiting at each of hundreds of tries. Thread-safe.
 */
public final class Patience {
    private static final Duration SHORT = Duration.ofMillis(500);

    private final Predicate<String> broken;

    /** Makes one that asks which rules are known to be broken. */
    public Patience(Predicate<String> broken) {
        this.broken = broken;
    }

    /** Returns the usual time, or a short one if all these rules are known to be broken. */
    Duration with(Duration usual, String... rules) {
        return Stream.of(rules).allMatch(broken) ? SHORT : usual;
    }

    /** Knows what a try has shown, too. */
    Patience and(Evidence evidence) {
        return new Patience(broken.or(evidence::isBroken));
    }
}
