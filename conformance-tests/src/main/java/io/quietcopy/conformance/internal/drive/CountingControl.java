package io.quietcopy.conformance.internal.drive;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;

/** A control for transfers with more pieces than anybody can keep books on: gives what is asked for, and stops after so much. */
public final class CountingControl implements TransferControl {
    private final long mostCompletions;
    private final Runnable atTheEnd;
    private long completions;
    private boolean cancelled;

    /** Makes a control that cancels after so many completions, having called {@code atTheEnd}. */
    public CountingControl(long mostCompletions, Runnable atTheEnd) {
        this.mostCompletions = mostCompletions;
        this.atTheEnd = atTheEnd;
    }

    private synchronized void count() {
        if (!cancelled && ++completions >= mostCompletions) {
            cancelled = true;
            atTheEnd.run();
        }
    }

    @Override
    public Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        if (cancelled()) {
            throw SuiteControl.cancellation();
        }
        return new Permit() {
            @Override
            public long bytes() {
                return maxBytes;
            }

            @Override
            public void completed(long targetOffset, long bytes, How how) {
                count();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public void alive(Activity activity) {}
}
