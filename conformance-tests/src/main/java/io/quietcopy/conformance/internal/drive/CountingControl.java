package io.quietcopy.conformance.internal.drive;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;

/** A control for transfers with more pieces than anybody can keep books on: gives what is asked for, and stops after so much. */
public final class CountingControl implements TransferControl {
    private final long mostBytes;
    private final long reportAfter;
    private final boolean stops;
    private final Runnable report;
    private long completions;
    private boolean cancelled;

    private CountingControl(long mostBytes, long reportAfter, boolean stops, Runnable report) {
        this.mostBytes = mostBytes;
        this.reportAfter = reportAfter;
        this.stops = stops;
        this.report = report;
    }

    /** Makes a control that cancels after so many completions, having called {@code atTheEnd}. */
    public static CountingControl stopping(long completions, Runnable atTheEnd) {
        return new CountingControl(Long.MAX_VALUE, completions, true, atTheEnd);
    }

    /** Makes a control that gives at most so many bytes at a time, and calls {@code running} with the first completion. */
    public static CountingControl granting(long mostBytes, Runnable running) {
        return new CountingControl(mostBytes, 1, false, running);
    }

    private synchronized void count() {
        if (++completions == reportAfter) {
            cancelled = stops;
            report.run();
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
                return Math.max(minBytes, Math.min(maxBytes, mostBytes));
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
