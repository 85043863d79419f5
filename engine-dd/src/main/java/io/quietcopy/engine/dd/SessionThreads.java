package io.quietcopy.engine.dd;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one session: one for each child that runs, used again for the next.
 *
 * <p>Thread-safe.
 */
final class SessionThreads implements Executor, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor pool;
    private volatile boolean abandoned;

    SessionThreads(ThreadFactory factory) {
        pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, Long.MAX_VALUE, TimeUnit.NANOSECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = factory.newThread(task);
                    threads.add(thread);
                    return thread;
                });
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Makes {@link #close} not wait: a child hangs in the kernel, and its thread ends with it. */
    void abandon() {
        abandoned = true;
    }

    /** Ends the threads, and waits for that. */
    @Override
    public void close() {
        pool.shutdown();
        long end = System.nanoTime() + LIMIT.toNanos();
        boolean interrupted = false;
        // A terminated pool has told its threads to end; that they have ended is known only after a join.
        for (Thread thread : threads) {
            while (!abandoned && thread.isAlive() && System.nanoTime() - end < 0) {
                try {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
