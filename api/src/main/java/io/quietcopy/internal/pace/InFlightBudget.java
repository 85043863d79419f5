package io.quietcopy.internal.pace;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all copies of a Copier together may have in flight to one target device, divided fairly ({@link FairLine}).
 *
 * <p>A piece larger than the whole budget is let through when nothing else is in flight: it must not wait for ever.
 * Thread-safe.
 */
public final class InFlightBudget {
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairLine line = new FairLine(lock);
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
     * Lets a copy take part.
     *
     * @return its access, with a share of its own; needs no end
     */
    public Member join() {
        return new Member();
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
            line.signalNext();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the waiting threads ask again whether they are stopped. */
    public void wake() {
        lock.lock();
        try {
            line.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One copy that uses the budget. Thread-safe. */
    public final class Member {
        private final FairLine.Share share = new FairLine.Share();

        private Member() {}

        /**
         * Waits for bytes.
         *
         * @param minBytes the fewest that are of use
         * @param maxBytes the most that are wanted
         * @param stopped asked while waiting; {@link #wake()} makes it be asked at once
         * @return {@code minBytes} to {@code maxBytes}, to be given back by {@link #release}; or 0 if stopped or interrupted
         */
        public long acquire(long minBytes, long maxBytes, BooleanSupplier stopped) {
            return line.acquire(share, stopped, () -> grant(minBytes, maxBytes)).orElse(0L);
        }

        private @Nullable Long grant(long minBytes, long maxBytes) {
            long free = limitBytes - inFlightBytes;
            if (free < minBytes && inFlightBytes > 0) {
                return null;
            }
            long granted = Math.max(minBytes, Math.min(maxBytes, free));
            inFlightBytes += granted;
            line.served(share, granted);
            return granted;
        }
    }
}
