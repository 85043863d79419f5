package io.quietcopy.engine.dd;

import java.time.Duration;
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

    private final ThreadPoolExecutor pool;

    SessionThreads(ThreadFactory factory) {
        pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Ends the threads, except that of a child which hangs in the kernel: that one ends with its child. */
    @Override
    public void close() {
        pool.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            boolean unused = pool.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
