package io.quietcopy.conformance.internal.check;

import java.time.Duration;

/**
 * How much a check is to do.
 *
 * @param tries how many cases are drawn, beside the classics
 * @param seed from which random numbers follow
 * @param mostShrinks how many simpler cases are tried for a failed one at most
 * @param shrinkTime how long that may take
 */
public record CheckEffort(int tries, long seed, int mostShrinks, Duration shrinkTime) {}
