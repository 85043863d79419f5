package io.quietcopy.conformance.internal.trial;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which an engine is called, so that one that never comes back is noticed. Not thread-safe.
 */
public final class EngineThread implements AutoCloseable {
    private @Nullable Thread thread;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::make);

    /** Makes the thread. */
    public EngineThread() {
        // It is to be there before anybody counts threads.
        call(Duration.ofMinutes(1), () -> "started");
    }

    private Thread make(Runnable work) {
        Thread made = new Thread(work, "conformance-engine");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    /**
     * How a call ended.
     *
     * @param value what it returned, or null
     * @param failure what it threw, or null
     * @param hang where it is if it has not come back, or null
     */
    public record Outcome<T>(
            @Nullable T value,
            @Nullable Throwable failure,
            @Nullable String hang) {}

    /** Makes a call. One that has not come back in time goes on, and the thread is of no more use until it does. */
    public <T> Outcome<T> call(Duration limit, Callable<T> work) {
        return await(limit, executor.submit(work));
    }

    /** Begins a call. */
    public <T> Future<T> submit(Callable<T> work) {
        return executor.submit(work);
    }

    /** Waits for a call that was begun. */
    public <T> Outcome<T> await(Duration limit, Future<T> future) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return new Outcome<>(
                            future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS), null, null);
                } catch (ExecutionException e) {
                    return new Outcome<>(null, e.getCause(), null);
                } catch (TimeoutException e) {
                    return new Outcome<>(null, null, whereItIs());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String whereItIs() {
        Thread stuck = thread;
        return stuck == null
                ? "nowhere"
                : Arrays.stream(stuck.getStackTrace())
                        .limit(8)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
