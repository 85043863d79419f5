package io.quietcopy.internal.pace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The bytes that all copies of a Copier together may have in flight to one target device, first come, first served.
 *
 * <p>A piece larger than the whole budget is let through when nothing else is in flight: it must not wait for ever.
 * Thread-safe.
 */
public final class InFlightBudget {
    private static final long TURN_CHECK_MILLIS = 50;

    private final long limitBytes;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private long inFlightBytes;

    /**
     * Makes a budget.
     *
     * @param limitBytes the most bytes in flight, at least 1
     */
    public InFlightBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Waits for bytes.
     *
     * @param minBytes the fewest that are of use
     * @param maxBytes the most that are wanted
     * @param stopped asked while waiting; {@link #wake()} makes it be asked at once
     * @return {@code minBytes} to {@code maxBytes}, to be given back by {@link #release}; or 0 if stopped
     */
    public long acquire(long minBytes, long maxBytes, BooleanSupplier stopped) {
        if (!takeTurn(stopped)) {
            return 0;
        }
        try {
            lock.lock();
            try {
                while (!stopped.getAsBoolean()) {
                    long free = limitBytes - inFlightBytes;
                    if (free >= minBytes || inFlightBytes == 0) {
                        long granted = Math.max(minBytes, Math.min(maxBytes, free));
                        inFlightBytes += granted;
                        return granted;
                    }
                    released.await();
                }
                return 0;
            } catch (InterruptedException e) {
                // As in PaceGate: the engine sees the flag itself.
                Thread.currentThread().interrupt();
                return 0;
            } finally {
                lock.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the turn, but not behind others once stopped. */
    private boolean takeTurn(BooleanSupplier stopped) {
        try {
            while (!turn.tryLock(TURN_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Gives bytes back.
     *
     * @param bytes how many
     */
    public void release(long bytes) {
        lock.lock();
        try {
            inFlightBytes -= bytes;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the waiting threads ask again whether they are stopped. */
    public void wake() {
        lock.lock();
        try {
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
