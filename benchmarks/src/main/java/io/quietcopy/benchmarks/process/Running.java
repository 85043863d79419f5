package io.quietcopy.benchmarks.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The child processes of this moment, so that they can be ended when this process is asked to end. Thread-safe. */
public final class Running {
    private static final Set<Running.Child> ALL = ConcurrentHashMap.newKeySet();

    private Running() {}

    /** A child process. */
    interface Child {
        /** Ends it at once; does nothing if it has ended. */
        void kill();
    }

    static void add(Child child) {
        ALL.add(child);
    }

    static void remove(Child child) {
        ALL.remove(child);
    }

    /** Ends all of them at once. */
    public static void killAll() {
        ALL.forEach(Child::kill);
    }
}
