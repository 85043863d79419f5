package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run is to end, and why: because somebody wants it, or because something failed. The first failure counts.
 *
 * <p>Thread-safe. What is told to wake up takes locks that are never held across a system call, so nothing here blocks.
 */
final class Stop {
    private static final int MOST_SUPPRESSED = 16;

    private final String engineId;
    private final AtomicReference<@Nullable CopyException> failure = new AtomicReference<>();
    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();
    private volatile boolean aborted;
    private volatile BooleanSupplier cancelled = () -> false;

    Stop(String engineId) {
        this.engineId = engineId;
    }

    /** Asks this too, from now on. */
    void listenTo(BooleanSupplier source) {
        cancelled = source;
    }

    /** Has this run when the run is to end, so that those who wait find out. */
    void onRequest(Runnable wake) {
        sleepers.add(wake);
    }

    boolean requested() {
        return aborted || failure.get() != null || cancelled.getAsBoolean();
    }

    /** Throws if the run is to end. */
    void check() throws CopyCancelledException {
        if (requested()) {
            throw cancellation();
        }
    }

    void abort() {
        aborted = true;
        wake();
    }

    /** Ends the run with a failure. A cancellation that follows from another reason is none. */
    void fail(CopyException e) {
        if (!failure.compareAndSet(null, e)) {
            CopyException first = failure.get();
            if (first != null
                    && first != e
                    && !(e instanceof CopyCancelledException)
                    && first.getSuppressed().length < MOST_SUPPRESSED) {
                first.addSuppressed(e);
            }
        }
        wake();
    }

    void wake() {
        sleepers.forEach(Runnable::run);
    }

    /** Returns what a run that was to end throws. */
    CopyException reason() {
        CopyException first = failure.get();
        return first != null ? first : cancellation();
    }

    boolean failed() {
        return failure.get() != null;
    }

    private CopyCancelledException cancellation() {
        return (CopyCancelledException) CopyException.builder(ErrorCode.CANCELLED, "the transfer was stopped")
                .engine(engineId)
                .build();
    }
}
