package io.quietcopy.benchmarks.result;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * When, where and how a run was made. Immutable.
 *
 * @param startedAt when it began
 * @param seconds how long it has taken so far
 * @param arguments the arguments of the command
 * @param quick whether it was only to see that everything works
 * @param rounds how many rounds
 * @param seed what the order of the contenders comes from
 * @param machine the machine and the versions of the tools, in the order to show
 */
public record RunInfo(
        Instant startedAt,
        double seconds,
        List<String> arguments,
        boolean quick,
        int rounds,
        long seed,
        Map<String, String> machine) {

    /** Takes an immutable copy of the arguments; the map must keep its order and not change. */
    public RunInfo {
        arguments = List.copyOf(arguments);
    }
}
