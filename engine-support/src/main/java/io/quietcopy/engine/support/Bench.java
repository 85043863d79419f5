package io.quietcopy.engine.support;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/**
 * Where workers sit that the window has no room for, without a piece, until it has. If they took pieces and waited at the gate
 * instead, each block would have to wait for a thread to wake up.
 *
 * <p>Thread-safe. Its lock is never held across a call of anything that waits.
 */
final class Bench {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private final IntPredicate enough;
    private int working;
    private int sitting;
    private int calls;
    private boolean closed;

    /**
     * Starts empty.
     *
     * @param enough tells whether so many workers are enough for the window
     */
    Bench(IntPredicate enough, Stop stop) {
        this.enough = enough;
        stop.onRequest(this::close);
    }

    /** A worker has started. */
    void joined() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
    }

    /** Sits down if the others are enough, until called. */
    void sit() {
        lock.lock();
        try {
            if (closed || working <= 1 || !enough.test(working - 1)) {
                return;
            }
            working--;
            sitting++;
            while (calls == 0 && !closed) {
                called.awaitUninterruptibly();
            }
            calls = Math.max(0, calls - 1);
            sitting--;
            working++;
        } finally {
            lock.unlock();
        }
    }

    /** Calls somebody who sits, or returns false if nobody does. */
    boolean call() {
        lock.lock();
        try {
            if (sitting <= calls) {
                return false;
            }
            calls++;
            called.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many do not sit. */
    int working() {
        lock.lock();
        try {
            return working + calls;
        } finally {
            lock.unlock();
        }
    }

    /** Calls all, and lets nobody sit down any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
