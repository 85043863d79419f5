package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.WindowSample;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Counts the bytes in flight of one session, and holds workers back at the limit of its {@link InFlightWindow}.
 *
 * <p>Thread-safe.
 */
final class Gate {
    private final InFlightWindow window;
    private final LongSupplier clock;
    private final Stop stop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long inFlight;

    Gate(InFlightWindow window, LongSupplier clock, Stop stop) {
        this.window = window;
        this.clock = clock;
        this.stop = stop;
        stop.onRequest(this::wake);
    }

    /** Waits until bytes may go into flight. */
    void acquire(long bytes) throws CopyCancelledException {
        lock.lock();
        try {
            while (inFlight > 0 && inFlight + bytes > window.limitBytes()) {
                stop.check();
                changed.awaitUninterruptibly();
            }
            stop.check();
            inFlight += bytes;
            window.acquired(bytes, clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Gives them back; {@code movedBytes} of them have arrived, in calls that took {@code latencyNanos}. */
    void release(long bytes, long movedBytes, long latencyNanos) {
        lock.lock();
        try {
            inFlight -= bytes;
            window.released(bytes, movedBytes, latencyNanos, clock.getAsLong());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many bytes may be in flight now. */
    long limitBytes() {
        lock.lock();
        try {
            return window.limitBytes();
        } finally {
            lock.unlock();
        }
    }

    List<WindowSample> samples() {
        lock.lock();
        try {
            return window.samples();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
