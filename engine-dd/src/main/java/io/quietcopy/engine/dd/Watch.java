package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What one thread does with children: starts them, waits for what happens, and ends them. An interrupt of the thread ends the
 * copy, after its children.
 *
 * <p>For one thread, but for {@link #wake}.
 */
final class Watch {
    /** dd ends on TERM at once, unless it waits in the kernel. */
    private static final Duration TERM_LIMIT = Duration.ofSeconds(2);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(3);

    private final Running running;
    private final Executor threads;
    private final Semaphore events = new Semaphore(0);
    private boolean interrupted;

    Watch(Running running, Executor threads) {
        this.running = running;
        this.threads = threads;
        running.add(this);
    }

    /** Starts a child, unless everything is to stop. */
    Child start(List<String> command, boolean keepInput) throws CopyException {
        if (running.aborted()) {
            throw Failures.cancelled();
        }
        Child child;
        try {
            child = Child.start(threads, command, keepInput);
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.ENGINE_FAILED, "dd could not be started")
                    .engine(DdEngineProvider.ID)
                    .cause(e)
                    .build();
        }
        running.add(child);
        child.onExit(this::wake);
        if (running.aborted()) {
            child.terminate();
        }
        return child;
    }

    /** Ends a wait for an event. For any thread. */
    void wake() {
        events.release();
    }

    /** Waits until one of its children has ended, {@link Running#abort()} is called, or some time has passed. */
    void awaitEvent(Duration limit) {
        try {
            if (events.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                events.drainPermits();
            }
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    /** Waits for what another thread does with its children. */
    <T> T await(Future<T> other) throws ExecutionException {
        while (true) {
            try {
                return other.get();
            } catch (InterruptedException e) {
                interrupted();
            }
        }
    }

    private void interrupted() {
        interrupted = true;
        running.abort();
    }

    /** Sets the interrupt flag again if an interrupt came while waiting. */
    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends all children, other threads' too: TERM, a wait, KILL, a wait.
     *
     * @throws CopyException if one cannot be killed: it waits in the kernel, and may still write when the wait is over
     */
    void stop() throws CopyException {
        running.all().forEach(Child::terminate);
        if (allEnd(TERM_LIMIT)) {
            return;
        }
        running.all().forEach(Child::kill);
        if (!allEnd(KILL_LIMIT)) {
            running.hangs();
            throw hangs(running.all());
        }
    }

    private boolean allEnd(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean ended = true;
        for (Child child : running.all()) {
            ended &= child.awaitExit(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        interrupted |= Thread.interrupted();
        running.forgetEnded();
        return ended;
    }

    private static CopyException hangs(List<Child> hanging) {
        CompletableFuture<?>[] ends =
                hanging.stream().map(one -> one.afterExit(TargetState.PARTIAL)).toArray(CompletableFuture<?>[]::new);
        String pids = hanging.stream().map(one -> Long.toString(one.pid())).collect(Collectors.joining(", "));
        return CopyException.builder(
                        ErrorCode.WRITE_FAILED, "dd (process " + pids + ") cannot be killed: it hangs in the kernel")
                .engine(DdEngineProvider.ID)
                .settled(CompletableFuture.allOf(ends).thenApply(unused -> TargetState.PARTIAL))
                .build();
    }
}
