package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.process.Running;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C, and every other signal that ends a process in order, end the work first.
 *
 * <p>The commands that run are ended and the thread that measures is interrupted, so that it leaves everything as it does after
 * an error: devices, mounts and groups are closed in order by those who opened them. Java waits for that, but not for ever;
 * what is left then is undone by the testbed.
 */
final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_MILLIS = 20_000;
    private static final long STEP_MILLIS = 50;

    private final Thread worker;
    private final CountDownLatch left = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "benchmarks-interruption");

    private Interruption(Thread worker) {
        this.worker = worker;
    }

    /** Ends this thread's work if a signal comes before the result is closed. */
    static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void end() {
        try {
            for (long waited = 0; waited < LONGEST_WAIT_MILLIS; waited += STEP_MILLIS) {
                // Again and again: one more may have been started meanwhile.
                worker.interrupt();
                Running.killAll();
                if (left.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is left. */
    @Override
    public void close() {
        left.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }
}
