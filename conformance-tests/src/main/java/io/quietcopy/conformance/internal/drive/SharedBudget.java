package io.quietcopy.conformance.internal.drive;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;

/**
 * A number of bytes that several transfers may have in flight together: who asks for more than is left waits. Thread-safe.
 */
public final class SharedBudget {
    private final long mostBytes;
    private final long streamBytes;
    private long openBytes;

    /** Makes a budget; a stream counts as one block of {@code streamBytes}. */
    public SharedBudget(long mostBytes, long streamBytes) {
        this.mostBytes = mostBytes;
        this.streamBytes = streamBytes;
    }

    /** Returns a control that asks the budget before the other. */
    public TransferControl before(SuiteControl control) {
        return new Budgeted(control);
    }

    private synchronized long take(long least, long most, TransferControl control) throws CopyCancelledException {
        // What is larger than all by itself goes when nothing else is.
        while (openBytes > 0 && openBytes + least > mostBytes && !control.cancelled()) {
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw SuiteControl.cancellation();
            }
        }
        long granted = Math.max(least, Math.min(most, mostBytes - openBytes));
        openBytes += granted;
        return granted;
    }

    private synchronized void giveBack(long bytes) {
        openBytes -= bytes;
        notifyAll();
    }

    private final class Budgeted implements TransferControl {
        private final SuiteControl control;

        private Budgeted(SuiteControl control) {
            this.control = control;
        }

        @Override
        public Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
            if (operation == Operation.ZERO) {
                return control.acquire(operation, minBytes, maxBytes);
            }
            boolean stream = operation == Operation.STREAM;
            long taken = stream ? take(streamBytes, streamBytes, control) : take(minBytes, maxBytes, control);
            try {
                return new Returned(control.acquire(operation, minBytes, stream ? maxBytes : taken), taken);
            } catch (CopyCancelledException | RuntimeException e) {
                giveBack(taken);
                throw e;
            }
        }

        @Override
        public boolean cancelled() {
            return control.cancelled();
        }

        @Override
        public void alive(Activity activity) {
            control.alive(activity);
        }
    }

    private final class Returned implements Permit {
        private final Permit permit;
        private final long taken;
        private boolean closed;

        private Returned(Permit permit, long taken) {
            this.permit = permit;
            this.taken = taken;
        }

        @Override
        public long bytes() {
            return permit.bytes();
        }

        @Override
        public void completed(long targetOffset, long bytes, How how) {
            permit.completed(targetOffset, bytes, how);
        }

        @Override
        public void close() {
            permit.close();
            if (!closed) {
                closed = true;
                giveBack(taken);
            }
        }
    }
}
