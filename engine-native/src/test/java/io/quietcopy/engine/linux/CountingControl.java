package io.quietcopy.engine.linux;

import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.concurrent.atomic.LongAdder;

/** A control that only counts, for many pieces. */
final class CountingControl implements TransferControl {
    private final LongAdder total = new LongAdder();

    long total() {
        return total.sum();
    }

    @Override
    public Permit acquire(Operation operation, long minBytes, long maxBytes) {
        return new Permit() {
            @Override
            public long bytes() {
                return maxBytes;
            }

            @Override
            public void completed(long targetOffset, long bytes, How how) {
                total.add(bytes);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void alive(Activity activity) {}
}
