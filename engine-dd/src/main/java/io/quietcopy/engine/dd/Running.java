package io.quietcopy.engine.dd;

import java.util.ArrayList;
import java.util.List;

/**
 * The children of a session that run now, and whether all are to stop.
 *
 * <p>Thread-safe. Each thread that runs children has a {@link Watch} over its own.
 */
final class Running {
    private final List<Watch> watches = new ArrayList<>();
    private final List<Child> children = new ArrayList<>();
    private boolean aborted;
    private boolean hung;

    /** Makes all children end, and those that are still to come. Does not wait. */
    void abort() {
        synchronized (this) {
            aborted = true;
        }
        all().forEach(Child::terminate);
        watches().forEach(Watch::wake);
    }

    synchronized boolean aborted() {
        return aborted;
    }

    /** Remembers that a child could not be killed. */
    synchronized void hangs() {
        hung = true;
    }

    /** Returns whether a child could not be killed. */
    synchronized boolean hung() {
        return hung;
    }

    synchronized void add(Watch watch) {
        watches.add(watch);
    }

    private synchronized List<Watch> watches() {
        return List.copyOf(watches);
    }

    synchronized void add(Child child) {
        children.add(child);
    }

    synchronized List<Child> all() {
        return List.copyOf(children);
    }

    /** Forgets the children that have ended. */
    synchronized void forgetEnded() {
        children.removeIf(Child::exited);
    }
}
