package io.quietcopy.benchmarks.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commands that run at this moment, so that they end with this process, however that ends in order: Ctrl-C, too. What
 * they used (mounts, devices, groups) is undone by the testbed, beside this and as soon as nobody uses it.
 */
final class Running {
    private static final Set<MeasuredProcess> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALL.forEach(MeasuredProcess::kill), "benchmarks-end-commands"));
    }

    private Running() {}

    static void add(MeasuredProcess process) {
        ALL.add(process);
    }

    static void remove(MeasuredProcess process) {
        ALL.remove(process);
    }
}
