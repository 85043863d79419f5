package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.spi.TransferControl;
import java.util.concurrent.atomic.AtomicReference;

/** Why a transfer ends before its end: the first thing counts. Thread-safe; nothing here waits. */
class Stop {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean aborted;

    void abort() {
        aborted = true;
    }

    boolean aborted() {
        return aborted;
    }

    /** Remembers a failure; only the first one counts. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
    }

    boolean failed() {
        return failure.get() != null;
    }

    /** Returns whether nothing more may be started. */
    boolean requested(TransferControl control) {
        return aborted || failure.get() != null || control.cancelled();
    }

    /** Looks, between any two calls that move bytes. */
    void check(TransferControl control) throws CopyException {
        if (requested(control)) {
            throw Failures.cancelled();
        }
    }

    /** Throws the first failure. */
    void rethrow() throws CopyException {
        Throwable first = failure.get();
        if (first instanceof CopyException typed) {
            throw typed;
        }
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (first != null) {
            throw (Error) first;
        }
    }
}
