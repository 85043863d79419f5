package io.quietcopy.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Bounded waiting for states of the kernel that send no event. */
final class Await {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    /** A state to wait for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Waits until the condition holds, or the limit is over. An interrupt does not cut the wait short (cleaning up must
     * go on) and stays set.
     *
     * @return whether the condition held
     */
    static boolean until(Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        boolean interrupted = false;
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - deadline >= 0) {
                    return false;
                }
                interrupted |= Thread.interrupted(); // a set flag would turn parkNanos into a busy loop
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
