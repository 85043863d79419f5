package io.quietcopy.internal.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says who is next among the threads of several copies: of the copies the one that has had least, and of its threads the one that
 * came first.
 *
 * <p>So a copy with many threads or with large pieces gets no more bytes than one with few or small ones. Who comes back after a
 * while begins level with who is served, since turns that nobody wanted cannot be saved up (start-time fair queueing: Goyal, Vin
 * and Cheng, SIGCOMM 1996).
 *
 * <p>All methods but {@link #acquire} are called under the lock that it was made with.
 */
final class FairLine {
    private final ReentrantLock lock;
    private final List<Share> waiting = new ArrayList<>();
    /** What the copy had had that was served last. */
    private double servedBytes;

    FairLine(ReentrantLock lock) {
        this.lock = lock;
    }

    /** What one copy has had, and its threads that wait. */
    static final class Share {
        private final Deque<Condition> threads = new ArrayDeque<>();
        private double servedBytes;
    }

    /**
     * What a thread waits for. All methods are called under the lock.
     *
     * @param <T> what it gets
     */
    interface Wish<T> {
        /** Grants it, and tells the line of the bytes by {@link #served}; null: not yet. Asked only for who is next. */
        @Nullable
        T grant();

        /** The thread has to wait. */
        default void held() {}

        /** Begins the wait of who is next, and returns for how long it is unless {@link #signalNext} ends it, in nanoseconds. */
        default long beginWait() {
            return Long.MAX_VALUE;
        }

        /** Ends that wait. */
        default void endWait() {}
    }

    /**
     * Waits for a turn, and for what is wished for. A thread may go before others of its own copy: one that has just finished a piece
     * has a core, and those that wait would have to be woken up first.
     *
     * @param stopped asked while waiting; {@link #signalAll} makes it be asked at once
     * @return what was granted, or empty if stopped or interrupted
     */
    <T> Optional<T> acquire(Share share, BooleanSupplier stopped, Wish<T> wish) {
        lock.lock();
        try {
            T atOnce = noOther(share) && !stopped.getAsBoolean() ? wish.grant() : null;
            return atOnce == null ? waitForTurn(share, stopped, wish) : Optional.of(atOnce);
        } finally {
            lock.unlock();
        }
    }

    private boolean noOther(Share share) {
        return waiting.isEmpty() || (waiting.size() == 1 && waiting.get(0) == share);
    }

    private <T> Optional<T> waitForTurn(Share share, BooleanSupplier stopped, Wish<T> wish) {
        Condition turn = enter(share);
        try {
            while (!stopped.getAsBoolean()) {
                boolean isNext = next() == turn;
                T granted = isNext ? wish.grant() : null;
                if (granted != null) {
                    return Optional.of(granted);
                }
                wish.held();
                turn.awaitNanos(isNext ? wish.beginWait() : Long.MAX_VALUE);
                if (isNext) {
                    wish.endWait();
                }
            }
        } catch (InterruptedException e) {
            // Nobody is meant to interrupt an engine's thread; if somebody does, the engine sees the flag itself.
            Thread.currentThread().interrupt();
        } finally {
            leave(share, turn);
        }
        return Optional.empty();
    }

    private Condition enter(Share share) {
        if (share.threads.isEmpty()) {
            share.servedBytes = Math.max(share.servedBytes, servedBytes);
            waiting.add(share);
        }
        Condition turn = lock.newCondition();
        share.threads.addLast(turn);
        return turn;
    }

    private Condition next() {
        // The first of equals, which came first.
        return waiting.stream()
                .min(Comparator.comparingDouble(share -> share.servedBytes))
                .orElseThrow()
                .threads
                .getFirst();
    }

    /** The copy has been given bytes. */
    void served(Share share, long bytes) {
        servedBytes = Math.max(servedBytes, share.servedBytes);
        share.servedBytes = servedBytes + bytes;
    }

    /** Served or not. */
    private void leave(Share share, Condition turn) {
        share.threads.remove(turn);
        if (share.threads.isEmpty()) {
            waiting.remove(share);
        }
        signalNext();
    }

    /** Wakes who is next. */
    void signalNext() {
        if (!waiting.isEmpty()) {
            next().signal();
        }
    }

    /** Wakes all. */
    void signalAll() {
        waiting.forEach(share -> share.threads.forEach(Condition::signal));
    }
}
