package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The children that run now, and whether they are to stop.
 *
 * <p>{@link #abort()} may be called by any thread; everything else by the thread that runs the session.
 */
final class Running {
    /** dd ends on TERM at once, unless it waits in the kernel. */
    private static final Duration TERM_LIMIT = Duration.ofSeconds(2);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(3);

    private final Executor threads;
    private final Semaphore events = new Semaphore(0);
    private final List<Child> children = new ArrayList<>();
    private boolean aborted;
    private boolean interrupted;
    private boolean hung;

    Running(Executor threads) {
        this.threads = threads;
    }

    /** Starts a child, unless everything is to stop. */
    Child start(List<String> command, boolean keepInput) throws CopyException {
        if (aborted()) {
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
        synchronized (this) {
            children.add(child);
        }
        child.onExit(events::release);
        if (aborted()) {
            child.terminate();
        }
        return child;
    }

    /** Makes all children end, and those that are still to come. Does not wait. */
    void abort() {
        synchronized (this) {
            aborted = true;
        }
        all().forEach(Child::terminate);
        events.release();
    }

    private synchronized List<Child> all() {
        return List.copyOf(children);
    }

    synchronized boolean aborted() {
        return aborted;
    }

    /** Waits until a child has ended, {@link #abort()} is called, or some time has passed. */
    void awaitEvent(Duration limit) {
        try {
            if (events.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                events.drainPermits();
            }
        } catch (InterruptedException e) {
            // An interrupt asks for an end, but the children have to be seen off first.
            interrupted = true;
            abort();
        }
    }

    /** Sets the interrupt flag again if an interrupt came while waiting. */
    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets the children that have ended. */
    synchronized void forgetEnded() {
        children.removeIf(Child::exited);
    }

    /**
     * Ends all children: TERM, a wait, KILL, a wait.
     *
     * @throws CopyException if one cannot be killed: it waits in the kernel, and may still write when the wait is over
     */
    void stop() throws CopyException {
        all().forEach(Child::terminate);
        if (allEnd(TERM_LIMIT)) {
            return;
        }
        all().forEach(Child::kill);
        if (!allEnd(KILL_LIMIT)) {
            hung = true;
            throw hangs(all());
        }
    }

    /** Returns whether a child could not be killed. */
    boolean hung() {
        return hung;
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

    private boolean allEnd(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            forgetEnded();
            if (all().isEmpty()) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            awaitEvent(Duration.ofNanos(left));
        }
    }
}
