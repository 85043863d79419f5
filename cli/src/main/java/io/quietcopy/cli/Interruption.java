package io.quietcopy.cli;

import io.quietcopy.CopyException;
import io.quietcopy.CopyTask;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, and every other signal that ends a process in order, into the copy's cancellation.
 *
 * <p>Java then runs this hook, ends when it returns, and sets the exit status itself: 128 and the number of the signal.
 * So the hook cancels, and waits until the command has told what became of the target, but not for long.
 */
final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_MILLIS = 1500;

    private final CopyTask task;
    private final PrintStream err;
    private final Thread hook = new Thread(this::cancel, "quietcopy-interruption");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean complete;

    private Interruption(CopyTask task, PrintStream err) {
        this.task = task;
        this.err = err;
    }

    /** Cancels this copy if a signal comes before the result is closed. */
    static Interruption of(CopyTask task, PrintStream err) {
        Interruption interruption = new Interruption(task, err);
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            // The signal came first.
            interruption.begun.countDown();
            task.cancel();
        }
        return interruption;
    }

    private void cancel() {
        begun.countDown();
        task.cancel();
        try {
            if (!answered.await(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS) && !complete) {
                err.println("quietcopy: interrupted; the copy has not stopped yet, so the target may still change");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (complete) {
            Runtime.getRuntime().halt(ExitStatus.DONE);
        }
    }

    /** Returns whether a signal made this copy fail. */
    boolean caused(CopyException failure) throws InterruptedException {
        // Ctrl-C reaches an engine's child process too, and its death may be noticed here before the signal is.
        boolean childKilled = failure.exitStatus().orElse(0) > 128;
        return begun.await(childKilled ? 300 : 0, TimeUnit.MILLISECONDS);
    }

    /** Returns whether a signal came. */
    boolean begun() {
        return begun.getCount() == 0;
    }

    /** The copy was complete when the signal came: the exit status shall say so. */
    void complete() {
        complete = true;
    }

    /** Everything has been told: no signal has anything to cancel any more, and one that came may end the process. */
    @Override
    public void close() {
        answered.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }
}
