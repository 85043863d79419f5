package io.quietcopy.internal.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the caller is answered in time, whatever hangs.
 *
 * <p>The work is done by a worker thread, which may hang in any system call. Whether the work goes on or is to stop is one
 * atomic state:
 *
 * <pre>
 *   RUNNING ──stop(reason)──▶ STOPPING        the worker finds out at its next step, cleans up and answers;
 *      │                                      if it does not within {@link #GRACE}, the watch answers for it
 *      └──enterPublish()────▶ PUBLISHING      the target gets its name: too late to stop, unless that hangs as well
 * </pre>
 *
 * Since {@code stop} and {@code enterPublish} compete for the same state, a copy whose caller has been told that it was stopped
 * can never begin to publish afterwards.
 *
 * <p>Thread-safe.
 */
final class Supervision {
    /** How long a stopped worker may take to clean up and answer itself; the contract gives one second in all. */
    static final Duration GRACE = Duration.ofMillis(700);

    /** A flush or zeroing may be silent for so many times the stall timeout. */
    static final int SLOW_FACTOR = 10;

    private static final long CHECK_MILLIS = 100;
    private static final Object RUNNING = "running";
    private static final Object PUBLISHING = "publishing";

    private final AtomicReference<Object> state = new AtomicReference<>(RUNNING);
    private final AtomicReference<@Nullable StopReason> lateStop = new AtomicReference<>();
    private final Meter meter;
    private final Duration deadline;
    private final Duration stallTimeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean finished;

    Supervision(Meter meter, Duration deadline, Duration stallTimeout) {
        this.meter = meter;
        this.deadline = deadline;
        this.stallTimeout = stallTimeout;
    }

    /** Asks the work to stop; the first reason counts. */
    void stop(StopReason reason) {
        if (!state.compareAndSet(RUNNING, reason)) {
            lateStop.compareAndSet(null, reason);
        }
        signal();
    }

    /** Returns whether the target may get its name now. */
    boolean enterPublish() {
        return state.compareAndSet(RUNNING, PUBLISHING);
    }

    /** Returns why the worker must stop, or null while it need not. */
    @Nullable
    StopReason stopReason() {
        return state.get() instanceof StopReason reason ? reason : null;
    }

    boolean stopped() {
        return stopReason() != null;
    }

    /** The worker has ended, and answered. */
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Watches until the worker has finished, or has been given up.
     *
     * @param onStop called once when the work is to stop: makes the engine's session end; must not block
     * @return why the worker was given up, or null if it finished
     */
    @Nullable
    StopReason watch(Runnable onStop) {
        long stopNanos = 0;
        boolean told = false;
        lock.lock();
        try {
            while (!finished) {
                StopReason reason = reason();
                if (reason == null) {
                    checkTimes();
                    reason = reason();
                }
                if (reason != null && !told) {
                    told = true;
                    stopNanos = System.nanoTime();
                    onStop.run();
                }
                long waitNanos = TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);
                if (reason != null) {
                    waitNanos = GRACE.toNanos() - (System.nanoTime() - stopNanos);
                    if (waitNanos <= 0) {
                        return reason;
                    }
                }
                await(waitNanos);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable StopReason reason() {
        StopReason reason = stopReason();
        return reason == null ? lateStop.get() : reason;
    }

    private void checkTimes() {
        if (!deadline.isZero() && meter.elapsed().compareTo(deadline) > 0) {
            stop(StopReason.DEADLINE);
            return;
        }
        Duration bound = meter.slow() ? stallTimeout.multipliedBy(SLOW_FACTOR) : stallTimeout;
        if (!stallTimeout.isZero() && meter.silentNanos() > bound.toNanos()) {
            stop(StopReason.STALLED);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its caller loops
    private void await(long nanos) {
        try {
            long left = changed.awaitNanos(nanos);
            assert left <= nanos;
        } catch (InterruptedException e) {
            // The watch is the one who guarantees the answer: it does not end because of a stray interrupt.
            Thread.interrupted();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
