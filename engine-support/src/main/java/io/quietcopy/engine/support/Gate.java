package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.WindowSample;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Counts the bytes in flight of one session, and holds workers back at the limit of its {@link InFlightWindow}.
 *
 * <p>First come, first served, and only who is next is woken: there may be many who wait when the window has become smaller.
 *
 * <p>Thread-safe.
 */
final class Gate {
    private final InFlightWindow window;
    private final LongSupplier clock;
    private final Stop stop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> waiting = new ArrayDeque<>();
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
            awaitTurn(bytes);
            inFlight += bytes;
            window.acquired(bytes, clock.getAsLong());
            wakeNext();
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
            wakeNext();
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(long bytes) throws CopyCancelledException {
        stop.check();
        if (waiting.isEmpty() && fits(bytes)) {
            return;
        }
        Condition turn = lock.newCondition();
        waiting.add(turn);
        try {
            while (waiting.peek() != turn || !fits(bytes)) {
                turn.awaitUninterruptibly();
                stop.check();
            }
        } finally {
            waiting.remove(turn);
        }
    }

    private boolean fits(long bytes) {
        return inFlight == 0 || inFlight + bytes <= window.limitBytes();
    }

    private void wakeNext() {
        Condition next = waiting.peek();
        if (next != null) {
            next.signal();
        }
    }

    /** Returns how long blocks should be, or empty if that is not for the window to say. */
    OptionalLong blockBytes() {
        lock.lock();
        try {
            return window.blockBytes();
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
            waiting.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }
}
