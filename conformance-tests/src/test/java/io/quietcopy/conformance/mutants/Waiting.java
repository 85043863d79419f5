package io.quietcopy.conformance.mutants;

/** Waits on monitors without being interrupted: nobody interrupts an engine, and it needs no interrupts. */
final class Waiting {
    private Waiting() {}

    /** Waits a little; the caller holds the monitor, and looks again afterwards. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    static void on(Object monitor, long millis) {
        try {
            monitor.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
