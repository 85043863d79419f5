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
 * Counts the bytes in flight of one session, and holds workers back at the limit of its {@link InFlightWindow}; and on each side at
 * that side's share of it.
 *
 * <p>First come, first served, and only who is next is woken: there may be many who wait when the window has become smaller.
 *
 * <p>Thread-safe.
 */
final class Gate implements NeighbourWatch.OwnCalls {
    private final InFlightWindow window;
    private final LongSupplier clock;
    private final Stop stop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Door both;
    private final Door reading;
    private final Door writing;
    private long callsBegun;
    private long callsEnded;

    Gate(InFlightWindow window, LongSupplier clock, Stop stop) {
        this.window = window;
        this.clock = clock;
        this.stop = stop;
        both = new Door(window::limitBytes);
        reading = new Door(() -> window.sideLimitBytes(false));
        writing = new Door(() -> window.sideLimitBytes(true));
        stop.onRequest(this::wake);
    }

    /** Waits until bytes may go into flight. */
    void acquire(long bytes) throws CopyCancelledException {
        lock.lock();
        try {
            both.enter(bytes);
            window.acquired(bytes, clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Gives them back; {@code movedBytes} of them have arrived, in calls that took so long on each side. */
    void release(long bytes, long movedBytes, long readNanos, long writeNanos) {
        lock.lock();
        try {
            window.released(bytes, movedBytes, readNanos, writeNanos, clock.getAsLong());
            both.leave(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until bytes that have been acquired may go to one side. */
    void enter(boolean write, long bytes) throws CopyCancelledException {
        lock.lock();
        try {
            (write ? writing : reading).enter(bytes);
            callsBegun++;
        } finally {
            lock.unlock();
        }
    }

    /** The call has returned for which bytes had gone to one side. */
    void leave(boolean write, long bytes) {
        lock.lock();
        try {
            (write ? writing : reading).leave(bytes);
            callsEnded++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long begun() {
        lock.lock();
        try {
            return callsBegun;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long ended() {
        lock.lock();
        try {
            return callsEnded;
        } finally {
            lock.unlock();
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

    /** Tells the window who else waits for the storage. */
    void company(Company company) {
        lock.lock();
        try {
            window.company(company, clock.getAsLong());
            both.wakeNext();
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
            both.wakeAll();
            reading.wakeAll();
            writing.wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Where bytes go in and out, as many at a time as a limit says. Guarded by the gate's lock. */
    private final class Door {
        private final LongSupplier limit;
        private final Deque<Condition> waiting = new ArrayDeque<>();
        private long inside;

        Door(LongSupplier limit) {
            this.limit = limit;
        }

        void enter(long bytes) throws CopyCancelledException {
            stop.check();
            if (!waiting.isEmpty() || !fits(bytes)) {
                awaitTurn(bytes);
            }
            inside += bytes;
            wakeNext();
        }

        private void awaitTurn(long bytes) throws CopyCancelledException {
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
            return inside == 0 || inside + bytes <= limit.getAsLong();
        }

        void leave(long bytes) {
            inside -= bytes;
            wakeNext();
        }

        private void wakeNext() {
            Condition next = waiting.peek();
            if (next != null) {
                next.signal();
            }
        }

        void wakeAll() {
            waiting.forEach(Condition::signal);
        }
    }
}
