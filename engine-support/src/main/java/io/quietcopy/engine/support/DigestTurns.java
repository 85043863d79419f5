package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.spi.DigestSink;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Feeds the digest in the order of the pieces, whatever the order in which they arrive.
 *
 * <p>A worker whose piece has arrived waits for its turn, and keeps its buffer meanwhile: memory stays bounded by the number of
 * workers. It holds no permit and no bytes in flight while it waits, and the piece whose turn it is was taken before its own, so
 * nobody waits for ever.
 *
 * <p>Thread-safe. The sink itself is fed outside the lock, by the one thread whose turn it is.
 */
final class DigestTurns {
    private final DigestSink sink;
    private final Stop stop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long turn;

    DigestTurns(DigestSink sink, Stop stop) {
        this.sink = sink;
        this.stop = stop;
        stop.onRequest(this::wake);
    }

    /** Feeds a part of a piece once all pieces before have been fed. */
    void feed(long number, ByteBuffer bytes) throws CopyCancelledException {
        await(number);
        sink.update(bytes);
    }

    /** Feeds zeroes of a piece once all pieces before have been fed. */
    void feedZeroes(long number, long bytes) throws CopyCancelledException {
        await(number);
        sink.updateZeroes(bytes);
    }

    /** Ends a piece's turn: all of it has been fed. */
    void finish(long number) {
        lock.lock();
        try {
            turn = number + 1;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(long number) throws CopyCancelledException {
        lock.lock();
        try {
            while (turn != number) {
                stop.check();
                changed.awaitUninterruptibly();
            }
            stop.check();
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
