package io.quietcopy.testbed;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be undone when the JVM ends. The owner of a resource undoes it in {@code close}; this is the last
 * resort for owners that never got there. Thread-safe.
 */
final class Undo {

    /** One thing to undo. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private static final Object LOCK = new Object();

    /** Newest first, since what was made last stands on what was made before. */
    private static final Deque<Undo> PENDING = new ArrayDeque<>();

    private static boolean hooked;

    private final String what;
    private final Step step;

    private Undo(String what, Step step) {
        this.what = what;
        this.step = step;
    }

    /** Remembers a step; {@link #done} forgets it. */
    static Undo later(String what, Step step) {
        Undo undo = new Undo(what, step);
        synchronized (LOCK) {
            if (!hooked) {
                Runtime.getRuntime().addShutdownHook(new Thread(Undo::undoAll, "testbed-undo"));
                hooked = true;
            }
            PENDING.addFirst(undo);
        }
        return undo;
    }

    /** Forgets this step, because it was done by its owner. */
    void done() {
        synchronized (LOCK) {
            PENDING.remove(this);
        }
    }

    /** Closes what a failed constructor leaves behind, oldest last; what fails then is added to the failure. */
    static void after(Exception failure, @Nullable AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception onClose) {
                failure.addSuppressed(onClose);
            }
        }
    }

    private static void undoAll() {
        for (Undo next = takeNewest(); next != null; next = takeNewest()) {
            try {
                next.step.run();
            } catch (Exception | LinkageError e) {
                System.err.println("testbed could not undo " + next.what + ": " + e.getMessage());
            }
        }
    }

    private static @Nullable Undo takeNewest() {
        synchronized (LOCK) {
            return PENDING.pollFirst();
        }
    }
}
