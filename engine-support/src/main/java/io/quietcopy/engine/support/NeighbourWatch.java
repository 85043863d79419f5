package io.quietcopy.engine.support;

import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Notices whether somebody else at the storage waits for it: by flushes ({@code fsync}), which a copy itself asks for at its end.
 * Who waits for a flush waits for the block before it, so blocks should be small then; where nobody does, that is only
 * slower and costs processor time.
 *
 * <p>One flush or two come from a journal now and then; several in a fifth of a second come from somebody who works. He is
 * believed to be there for two seconds after that.
 *
 * <p>Thread-safe. Workers look while they have no piece; it costs nothing but a comparison most of the time, and the first
 * twentieth of a second of a copy.
 */
final class NeighbourWatch {
    private static final long LOOK_NANOS = 50_000_000;
    private static final long SPAN_NANOS = 200_000_000;
    private static final long MANY_FLUSHES = 4;
    private static final long BELIEVED_NANOS = 2_000_000_000;

    private final Supplier<OptionalLong> flushes;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean started;
    private volatile long nextLookNanos;
    private boolean counting;
    private long spanStartNanos;
    private long spanStartCount;
    private boolean seen;
    private long seenNanos;

    /**
     * Starts without having looked.
     *
     * @param flushes counts flushes
     * @param somebodyWaits whether somebody did when another copy last looked: then he is believed to be there for as long
     */
    NeighbourWatch(Supplier<OptionalLong> flushes, boolean somebodyWaits) {
        this.flushes = flushes;
        seen = somebodyWaits;
    }

    /** Has a look if it is time for one, and returns whether it had. */
    boolean look(long nowNanos) {
        if ((started && nowNanos - nextLookNanos < 0) || !lock.tryLock()) {
            return false;
        }
        try {
            boolean first = !started;
            nextLookNanos = nowNanos + LOOK_NANOS;
            started = true;
            if (first) {
                seenNanos = nowNanos;
                return false;
            }
            count(nowNanos);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void count(long nowNanos) {
        OptionalLong count = flushes.get();
        if (count.isEmpty()) {
            // Once unknown, always unknown.
            nextLookNanos = nowNanos + Long.MAX_VALUE / 2;
            return;
        }
        if (seen && nowNanos - seenNanos > BELIEVED_NANOS) {
            seen = false;
        }
        if (counting && count.getAsLong() - spanStartCount >= MANY_FLUSHES) {
            seen = true;
            seenNanos = nowNanos;
            counting = false;
        }
        if (!counting || nowNanos - spanStartNanos >= SPAN_NANOS) {
            counting = true;
            spanStartNanos = nowNanos;
            spanStartCount = count.getAsLong();
        }
    }

    /** What is counted now is of the copy's own making: counts anew. */
    void forget() {
        lock.lock();
        try {
            counting = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether somebody waits, as far as the last look knows. */
    boolean somebodyWaits() {
        lock.lock();
        try {
            return seen;
        } finally {
            lock.unlock();
        }
    }
}
