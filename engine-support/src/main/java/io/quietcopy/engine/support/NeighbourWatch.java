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
 * believed to be there for two seconds after that. And where flushes are counted, a copy begins as if there were somebody:
 * a twentieth of a second in small blocks costs it next to nothing, and in large ones it is what the neighbour would
 * remember of a short copy.
 *
 * <p>Thread-safe. Workers look while they have no piece; it costs nothing but a comparison most of the time.
 */
final class NeighbourWatch {
    private static final long LOOK_NANOS = 10_000_000;
    private static final long SPAN_NANOS = 200_000_000;
    private static final long MANY_FLUSHES = 4;
    private static final long BELIEVED_NANOS = 2_000_000_000;
    private static final long BELIEVED_AT_FIRST_NANOS = 50_000_000;

    private final Supplier<OptionalLong> flushes;
    private final long believedAtFirstNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean started;
    private volatile long nextLookNanos;
    private boolean counting;
    private long spanStartNanos;
    private long spanStartCount;
    private volatile boolean believed;
    private long believedUntilNanos;
    /** It is not only believed, but somebody has been seen: by this copy, or by the one before. */
    private volatile boolean seen;

    /**
     * Starts without having looked.
     *
     * @param flushes counts flushes
     * @param somebodyWaited whether somebody did when another copy last looked: then he is believed to be there for as long
     */
    NeighbourWatch(Supplier<OptionalLong> flushes, boolean somebodyWaited) {
        this.flushes = flushes;
        seen = somebodyWaited;
        believedAtFirstNanos = somebodyWaited ? BELIEVED_NANOS : BELIEVED_AT_FIRST_NANOS;
    }

    /** Has a look if it is time for one, and returns whether it had. */
    boolean look(long nowNanos) {
        if ((started && nowNanos - nextLookNanos < 0) || !lock.tryLock()) {
            return false;
        }
        try {
            nextLookNanos = nowNanos + LOOK_NANOS;
            count(nowNanos);
            started = true;
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
            believed = false;
            return;
        }
        if (!started) {
            believed = true;
            believedUntilNanos = nowNanos + believedAtFirstNanos;
        }
        if (counting && count.getAsLong() - spanStartCount >= MANY_FLUSHES) {
            believed = true;
            seen = true;
            believedUntilNanos = nowNanos + BELIEVED_NANOS;
            counting = false;
        } else if (nowNanos - believedUntilNanos >= 0) {
            believed = false;
            seen = false;
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

    /** Returns whether somebody has been seen not long ago. */
    boolean somebodySeen() {
        return seen;
    }

    /** Returns whether to copy as if somebody waited. */
    boolean somebodyWaits() {
        return believed;
    }
}
