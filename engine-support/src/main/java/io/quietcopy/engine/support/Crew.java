package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one run, what they are doing, and their end.
 *
 * <p>A thread may be in a system call, which nothing can end; or wait for a permit, which an interrupt ends: only then is it
 * interrupted, for an interrupt in a {@code FileChannel} closes the channel. The run is <em>still</em> when no thread is in a
 * system call nor will enter one.
 *
 * <p>Thread-safe. Its lock is never held across a system call.
 */
final class Crew {
    /** How long threads may take to come back from their system calls after a stop before the run is given up. */
    private static final Duration HANG_LIMIT = Duration.ofSeconds(5);

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = 50_000_000;

    private final Stop stop;
    private final ThreadFactory factory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allIdle = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Thread> waiting = new HashSet<>();
    private final CompletableFuture<Void> still = new CompletableFuture<>();
    private int live;
    private int busy;

    Crew(ThreadFactory factory, Stop stop) {
        this.factory = factory;
        this.stop = stop;
        stop.onRequest(this::wake);
    }

    /**
     * Starts one more thread.
     *
     * @throws OutOfMemoryError if the machine has no more
     */
    void start(Runnable body) {
        Thread thread = factory.newThread(() -> {
            try {
                body.run();
            } finally {
                ended();
            }
        });
        lock.lock();
        try {
            threads.add(thread);
            live++;
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                ended();
            }
        }
    }

    int size() {
        lock.lock();
        try {
            return threads.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many threads have a piece. */
    int busyCount() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }

    private int liveCount() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    /** A piece has been taken. */
    void busy() {
        lock.lock();
        try {
            busy++;
        } finally {
            lock.unlock();
        }
    }

    /** A piece has been done with. */
    void idle() {
        lock.lock();
        try {
            busy--;
            if (busy == 0) {
                allIdle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no piece is under way. */
    void awaitAllIdle() throws CopyCancelledException {
        lock.lock();
        try {
            while (busy > 0) {
                stop.check();
                allIdle.awaitUninterruptibly();
            }
            stop.check();
        } finally {
            lock.unlock();
        }
    }

    /** The calling thread is about to wait for a permit, where an interrupt finds it. */
    void beginWait() throws CopyCancelledException {
        lock.lock();
        try {
            stop.check();
            waiting.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /** The wait is over: from now on nobody here interrupts the thread, and what came meanwhile is forgotten. */
    void endWait() {
        lock.lock();
        try {
            waiting.remove(Thread.currentThread());
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all threads have ended, or are still after a stop. An interrupt of the caller is a stop, and keeps its flag.
     *
     * @return false if a thread hangs
     */
    boolean awaitEnd() {
        boolean interrupted = false;
        boolean stopping = false;
        long end = 0;
        try {
            while (!awaitAllEnded(stopping)) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    stop.abort();
                }
                if (stop.requested()) {
                    end = stopping ? end : System.nanoTime() + HANG_LIMIT.toNanos();
                    stopping = true;
                    // Nobody has told those who wait, if the library only says that the copy is cancelled. They have
                    // locks of
                    // their own, under which they may ask here: so the lock is not held meanwhile.
                    stop.wake();
                    if (interruptWaiting() || System.nanoTime() - end > 0) {
                        return still.isDone();
                    }
                }
            }
            still.complete(null);
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for a moment, or until a stop or an interrupt, which is kept; returns whether all threads have ended. */
    private boolean awaitAllEnded(boolean stopping) {
        lock.lock();
        try {
            long leftNanos = LOOK_NANOS;
            while (live > 0 && leftNanos > 0 && stop.requested() == stopping && !still.isDone()) {
                leftNanos = ended.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return liveCount() == 0;
    }

    /** Interrupts who waits for a permit; returns whether the run is still. */
    private boolean interruptWaiting() {
        lock.lock();
        try {
            waiting.forEach(Thread::interrupt);
            if (isStill()) {
                still.complete(null);
            }
            return still.isDone();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what completes when no thread is in a system call nor will enter one, after a stop or at the end. */
    CompletableFuture<Void> still() {
        return still;
    }

    /** Waits until the threads have ended, but not for long: they are still, so there is little to wait for. */
    void join() {
        boolean interrupted = false;
        long end = System.nanoTime() + JOIN_LIMIT.toNanos();
        for (Thread thread : copyOfThreads()) {
            while (thread.isAlive() && System.nanoTime() - end < 0) {
                try {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> copyOfThreads() {
        lock.lock();
        try {
            return List.copyOf(threads);
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        boolean complete;
        lock.lock();
        try {
            live--;
            complete = isStill();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        if (complete) {
            still.complete(null);
        }
    }

    private boolean isStill() {
        return live == 0 || (stop.requested() && live == waiting.size());
    }

    private void wake() {
        lock.lock();
        try {
            allIdle.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
