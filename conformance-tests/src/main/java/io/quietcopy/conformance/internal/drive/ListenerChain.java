package io.quietcopy.conformance.internal.drive;

import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;

/** Two who hear the same, one after the other. Thread-safe if they are. */
public record ListenerChain(SuiteControl.Listener first, SuiteControl.Listener second)
        implements SuiteControl.Listener {
    @Override
    public void completed(long offset, long bytes, Permit.How how) {
        first.completed(offset, bytes, how);
        second.completed(offset, bytes, how);
    }

    @Override
    public void asked(Operation operation, long minBytes, long maxBytes) {
        first.asked(operation, minBytes, maxBytes);
        second.asked(operation, minBytes, maxBytes);
    }

    @Override
    public void granted(Operation operation, long bytes) {
        first.granted(operation, bytes);
        second.granted(operation, bytes);
    }

    @Override
    public void closed(Operation operation, long bytes, long completedBytes, long nanos) {
        first.closed(operation, bytes, completedBytes, nanos);
        second.closed(operation, bytes, completedBytes, nanos);
    }

    @Override
    public void alive(Activity activity) {
        first.alive(activity);
        second.alive(activity);
    }
}
