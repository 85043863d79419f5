package io.quietcopy.internal.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says who is next among the threads of several copies: of the copies the one that has had least, and of its threads the one that
 * came first.
 *
 * <p>So a copy with many threads or with large pieces gets no more bytes than one with few or small ones. Who comes back after a
 * while begins level with who is served, since turns that nobody wanted cannot be saved up (start-time fair queueing: Goyal, Vin
 * and Cheng, SIGCOMM 1996).
 *
 * <p>All methods are called under the lock that it was made with.
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
     * Returns whether no other copy waits. A thread may go before others of its own copy: one that has just finished a piece has a
     * core, and those that wait would have to be woken up first.
     */
    boolean noOther(Share share) {
        return waiting.isEmpty() || (waiting.size() == 1 && waiting.get(0) == share);
    }

    /** Has the calling thread join the line; what it returns is signalled when its turn may have come. */
    Condition enter(Share share) {
        if (share.threads.isEmpty()) {
            share.servedBytes = Math.max(share.servedBytes, servedBytes);
            waiting.add(share);
        }
        Condition turn = lock.newCondition();
        share.threads.addLast(turn);
        return turn;
    }

    boolean isNext(Condition turn) {
        return next() == turn;
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

    /** Has a thread leave the line, served or not. */
    void leave(Share share, Condition turn) {
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
