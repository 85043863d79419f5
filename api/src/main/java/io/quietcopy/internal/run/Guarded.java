package io.quietcopy.internal.run;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work on a thread that may hang, and answers in time all the same.
 *
 * <p>Three threads: the <em>worker</em> makes every system call; the <em>watch</em> looks at deadline and signs of life, and
 * answers for a worker that hangs; a third, short one tells the engine's session to end, so that not even that can hold up the
 * watch. Whoever answers first counts. A worker that comes back late cleans up and completes {@link #settled}.
 *
 * @param <T> what the work results in
 */
final class Guarded<T> {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    /** The work. */
    interface Work<T> {
        /** Does it, on the worker; on failure everything has been cleaned up and the exception has the target's state. */
        T perform() throws CopyException;

        /** Makes {@link #perform} end soon. */
        void abort();

        /** Returns whether the target may be changed by a call that hangs now. */
        boolean mayChangeTarget();

        /** Returns in which state a result leaves the target. */
        TargetState reached(T result);

        /** Fills in what is known: engine, path. */
        void describe(CopyException.Builder failure);
    }

    private final Work<T> work;
    private final Supervision supervision;
    private final Meter meter;
    private final ThreadFactory threads;
    private final Runnable onEnd;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final CompletableFuture<TargetState> settled = new CompletableFuture<>();

    Guarded(Work<T> work, Supervision supervision, Meter meter, ThreadFactory threads, Runnable onEnd) {
        this.work = work;
        this.supervision = supervision;
        this.meter = meter;
        this.threads = threads;
        this.onEnd = onEnd;
    }

    /** Begins, and returns the answer to come. */
    CompletableFuture<T> start() {
        threads.newThread(this::work).start();
        threads.newThread(this::watch).start();
        return answer;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    /** Answers before the worker has ended: the engine has told that a call of its own hangs. */
    void answerEarly(CopyException failure) {
        CopyException.Builder builder =
                failure.toBuilder().targetState(TargetState.STILL_BEING_WRITTEN).settled(settled);
        answer.completeExceptionally(builder.build());
        supervision.finish();
    }

    private void work() {
        CopyException failure = null;
        T result = null;
        try {
            result = work.perform();
        } catch (CopyException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            LOG.error("a copy failed unexpectedly", e);
            failure = CopyException.builder(ErrorCode.ENGINE_FAILED, "unexpected: " + e)
                    .phase(meter.phase())
                    .cause(e)
                    .build();
        }
        supervision.finish();
        onEnd.run();
        // Last of all: what a caller has hung on to these futures runs on this thread, and may take its time.
        if (failure != null) {
            settled.complete(failure.targetState());
            answer.completeExceptionally(failure);
        } else {
            settled.complete(result == null ? TargetState.UNTOUCHED : work.reached(result));
            answer.complete(result);
        }
    }

    private void watch() {
        StopReason givenUp =
                supervision.watch(() -> threads.newThread(work::abort).start());
        if (givenUp != null) {
            answer.completeExceptionally(hanging(givenUp));
        }
    }

    private CopyException hanging(StopReason reason) {
        CopyPhase phase = meter.phase();
        String problem = reason.text() + ", and a call hangs in the kernel";
        CopyException.Builder failure =
                CopyException.builder(reason.code(), problem).phase(phase);
        work.describe(failure);
        if (work.mayChangeTarget()) {
            failure.targetState(TargetState.STILL_BEING_WRITTEN).settled(settled);
        }
        @Nullable StopReason counted = supervision.stopReason();
        LOG.warn(
                "{} (phase {}, stop {}); the caller is answered, the hanging thread cleans up when it returns",
                problem,
                phase,
                counted);
        return failure.build();
    }
}
