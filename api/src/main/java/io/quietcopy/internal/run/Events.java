package io.quietcopy.internal.run;

import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to a listener on a thread of its own, so that a listener that blocks or throws harms nothing.
 *
 * <p>Thread-safe. Without a listener there is no thread.
 */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");
    private static final long PERIOD_MILLIS = 250;
    private static final long LAST_EVENTS_MILLIS = 250;

    private final CopyListener listener;
    private final Supplier<CopyProgress> progress;
    private final @Nullable Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<CopyPhase> phases = new ArrayDeque<>();
    private boolean ended;
    private boolean complained;

    Events(CopyListener listener, Supplier<CopyProgress> progress, ThreadFactory threads) {
        this.listener = listener;
        this.progress = progress;
        this.thread = listener == CopyListener.NONE ? null : threads.newThread(this::deliver);
    }

    void start() {
        if (thread != null) {
            thread.start();
        }
    }

    void phase(CopyPhase phase) {
        if (thread == null) {
            return;
        }
        lock.lock();
        try {
            phases.add(phase);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Delivers what is left, but does not wait longer than a moment for a listener that blocks. */
    void end() {
        if (thread == null) {
            return;
        }
        lock.lock();
        try {
            ended = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            thread.join(LAST_EVENTS_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            // A listener that sleeps or waits is woken; one that does neither keeps only its own daemon thread.
            thread.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() {
        boolean last = false;
        while (!last) {
            @Nullable CopyPhase phase;
            lock.lock();
            try {
                if (phases.isEmpty() && !ended) {
                    // Returning early or late only changes how often the listener hears of progress.
                    boolean timely = news.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                    LOG.trace("woken by {}", timely ? "news" : "time");
                }
                phase = phases.poll();
                last = ended && phase == null;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            tell(phase);
        }
    }

    private void tell(@Nullable CopyPhase phase) {
        try {
            if (phase != null) {
                listener.phaseStarted(phase);
            } else {
                listener.progressed(progress.get());
            }
        } catch (RuntimeException | LinkageError e) {
            if (!complained) {
                complained = true;
                LOG.warn("a copy listener threw; the copy goes on", e);
            }
        }
    }
}
