package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.process.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one run of a contender came to. Immutable.
 *
 * @param startNanos when it began, by {@link System#nanoTime}
 * @param endNanos when it ended
 * @param seconds the time that counts; for fio its own, without its start
 * @param usage what it used
 * @param windowBytes the largest in-flight window of Quietcopy's report
 * @param problem what went wrong, empty if nothing did
 * @param tooLong whether it was ended because it took too long
 */
public record Attempt(
        long startNanos,
        long endNanos,
        double seconds,
        Usage usage,
        OptionalLong windowBytes,
        Optional<String> problem,
        boolean tooLong) {}
