package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.spi.TransferControl;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that make all calls which may hang. Each has its own memory, which nobody else touches, and gives it back itself: not
 * before its last call has returned, whatever has become of the transfer. Thread-safe.
 */
class Crew {
    private static final long LOOK_MILLIS = 20;

    /** So long after a stop, a call that has not returned is said to hang. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    final Stop stop;
    private final TransferControl control;
    private final Queue<Job> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> still = new CompletableFuture<>();
    private int members;
    private int busy;
    private boolean dismissed;

    Crew(Stop stop, TransferControl control) {
        this.stop = stop;
        this.control = control;
    }

    /** Something for one thread to do. */
    interface Job {
        void run(Memory memory) throws CopyException;
    }

    void start(ThreadFactory threads, int size, int memoryBytes) {
        for (int i = 0; i < size; i++) {
            Thread thread = threads.newThread(() -> work(memoryBytes));
            synchronized (this) {
                members++;
            }
            thread.start();
        }
    }

    private void work(int memoryBytes) {
        try (Memory memory = newMemory(memoryBytes)) {
            for (Job job = next(); job != null; job = next()) {
                try {
                    job.run(memory);
                } catch (CopyException | RuntimeException | Error e) {
                    stop.fail(e);
                } finally {
                    done();
                }
            }
        } catch (RuntimeException | Error e) {
            stop.fail(e);
        } finally {
            ended();
        }
    }

    Memory newMemory(int bytes) {
        return new Memory(bytes);
    }

    private synchronized Job next() {
        while (waiting.isEmpty() && !dismissed) {
            Waiting.on(this, LOOK_MILLIS);
        }
        return waiting.poll();
    }

    private synchronized void done() {
        busy--;
        notifyAll();
    }

    private synchronized void ended() {
        members--;
        notifyAll();
        if (members == 0) {
            still.complete(null);
        }
    }

    /** Waits until a member has nothing to do, so that what it is given begins at once. */
    synchronized void awaitIdle() throws CopyException {
        while (busy >= members) {
            stop.check(control);
            Waiting.on(this, LOOK_MILLIS);
        }
        stop.check(control);
    }

    synchronized void hand(Job job) {
        busy++;
        waiting.add(job);
        notifyAll();
    }

    /** Waits until all that was handed out is done. */
    synchronized void drain() throws CopyException {
        while (busy > 0) {
            look();
            Waiting.on(this, LOOK_MILLIS);
        }
        look();
    }

    /** Looks whether the transfer was stopped meanwhile. */
    void look() throws CopyException {
        stop.check(control);
    }

    synchronized void sendHome() {
        dismissed = true;
        notifyAll();
    }

    /** Sends all members home; returns false if one hangs in a call after the transfer was stopped. */
    synchronized boolean dismiss() {
        sendHome();
        long stopped = 0;
        while (members > 0) {
            if (stopped == 0 && stop.requested(control)) {
                stopped = System.nanoTime();
            }
            if (stopped != 0 && System.nanoTime() - stopped > PATIENCE_NANOS) {
                return false;
            }
            Waiting.on(this, LOOK_MILLIS);
        }
        return true;
    }

    /** Returns what is complete once the last member has ended. */
    CompletableFuture<Void> still() {
        return still;
    }
}
