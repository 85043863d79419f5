package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.engine.dd.Segment.Way;
import io.quietcopy.spi.AlignedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Moves one short part after another, each on a thread of the session's, while the session's own thread goes on.
 *
 * <p>What does not go smoothly here is not dealt with here: it ends the part, and the session's thread takes over.
 *
 * <p>Not thread-safe: for the session's thread.
 */
final class SideLane {
    private final Lane lane;
    private final Watch mine;
    private final Executor threads;
    private @Nullable Task task;

    /**
     * Makes it.
     *
     * @param lane what it moves parts with
     * @param mine the watch of the session's thread
     * @param threads runs a thread of its own: at once, not queued
     */
    SideLane(Lane lane, Watch mine, Executor threads) {
        this.lane = lane;
        this.mine = mine;
        this.threads = threads;
    }

    /**
     * What has become of a part.
     *
     * @param part the part
     * @param way what was to be written
     * @param steps what was done, in order; the last one may be incomplete, and nothing was tried behind it
     */
    record Outcome(AlignedRange.Part part, Way way, List<Lane.Step> steps) {}

    /** Returns whether a part is here and still on its way. */
    boolean isBusy() {
        return task != null && !task.isDone();
    }

    /** Returns whether the outcome of the last part has been taken. */
    boolean isSettled() {
        return task == null;
    }

    /** Starts to move a part. Only when the outcome of the last one has been {@linkplain #settle taken}. */
    void start(AlignedRange.Part part, Way way, long shareBytes) {
        Task next = new Task(() -> move(part, way, shareBytes));
        task = next;
        threads.execute(next);
    }

    private Outcome move(AlignedRange.Part part, Way way, long shareBytes) throws CopyException {
        List<Lane.Step> steps = new ArrayList<>();
        long done = 0;
        boolean smooth = true;
        while (smooth && done < part.lengthBytes()) {
            Lane.Step step = lane.stepInCompany(new MergedExtents.Extent(part, done), way, shareBytes);
            steps.add(step);
            done += step.moved().bytes();
            smooth = step.complete();
        }
        return new Outcome(part, way, steps);
    }

    /**
     * Waits for the part that is here.
     *
     * @return what has become of it, or null if none is here
     * @throws CopyException what it failed with
     */
    @Nullable
    Outcome settle() throws CopyException {
        Task settled = task;
        if (settled == null) {
            return null;
        }
        task = null;
        try {
            return mine.await(settled);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CopyException failure) {
                throw failure;
            }
            throw new IllegalStateException("a part of a copy ended in an unexpected way", e.getCause());
        }
    }

    /**
     * Makes it end when the copy has failed elsewhere, a wait for a permit too, and waits for that. Its children have to be
     * told by {@link Running#abort()}, before.
     */
    void abandon() {
        Task abandoned = task;
        if (abandoned != null) {
            abandoned.cancel(true);
            try {
                mine.await(abandoned.ended);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e); // it is never completed so
            }
        }
    }

    /** A task of which is known when its thread has left it, even if it was cancelled. */
    private static final class Task extends FutureTask<Outcome> {
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

        private Task(Callable<Outcome> work) {
            super(work);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                ended.complete(true);
            }
        }
    }
}
