package io.quietcopy.internal.run;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.internal.pace.InFlightBudget;
import io.quietcopy.internal.pace.IoPressure;
import io.quietcopy.internal.pace.PaceGate;
import io.quietcopy.internal.pace.Wanted;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a running transfer asks for leave: pace first, then the budget of bytes in flight.
 *
 * <p>Thread-safe.
 */
final class Control implements TransferControl {
    private final Supervision supervision;
    private final Meter meter;
    private final InFlightBudget budget;
    private final InFlightBudget.Member inFlight;
    private final long streamBytes;
    private final LongSupplier clock;
    private final IoPressure pressure;
    private volatile PaceGate.Member paced;
    private volatile boolean counts = true;
    private volatile boolean held;

    /**
     * Makes the control of one copy.
     *
     * @param gate the pace
     * @param budget the bytes in flight of the target's device
     * @param streamBytes what a stream has in flight
     */
    Control(
            Supervision supervision,
            Meter meter,
            PaceGate gate,
            InFlightBudget budget,
            long streamBytes,
            LongSupplier clock,
            IoPressure pressure) {
        this.supervision = supervision;
        this.meter = meter;
        this.paced = gate.join();
        this.budget = budget;
        this.inFlight = budget.join();
        this.streamBytes = streamBytes;
        this.clock = clock;
        this.pressure = pressure;
    }

    /** Bytes from now on do not count as progress: they are read again for verification. */
    void verifying() {
        counts = false;
    }

    /** Changes the pace of this copy alone. */
    void changePace(Pace pace) {
        PaceGate before = paced.gate();
        paced = new PaceGate(pace, clock, pressure).join();
        before.wake();
    }

    /** Returns whether a rate limits the copy now. */
    boolean rateLimited() {
        return paced.gate().limits();
    }

    /** Returns whether the pace ever held the copy back. */
    boolean limitApplied() {
        return held;
    }

    /** Makes waiting threads find out that they are stopped. */
    void wake() {
        paced.gate().wake();
        budget.wake();
    }

    @Override
    public Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        if (minBytes < 1 || maxBytes < minBytes) {
            throw new IllegalArgumentException(
                    "a permit takes at least 1 byte and no less at most, but got " + minBytes + " to " + maxBytes);
        }
        meter.waits(true);
        try {
            return grant(operation, minBytes, maxBytes);
        } finally {
            meter.waits(false);
        }
    }

    private Permit grant(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        if (operation == Operation.ZERO) {
            if (supervision.stopped()) {
                throw stopped();
            }
            return new Grant(maxBytes, 0, null);
        }
        boolean stream = operation == Operation.STREAM;
        PaceGate.Grant pace = awaitPace(new Wanted(minBytes, maxBytes, stream));
        long least = stream ? Math.min(minBytes, streamBytes) : minBytes;
        long most = stream ? Math.min(pace.bytes(), streamBytes) : pace.bytes();
        long taken = inFlight.acquire(Math.min(least, most), most, supervision::stopped);
        if (taken == 0) {
            pace.ended(0, 0);
            throw stopped();
        }
        if (!stream && taken < pace.bytes()) {
            pace.cutTo(taken);
        }
        return new Grant(pace.bytes(), taken, pace);
    }

    private PaceGate.Grant awaitPace(Wanted wanted) throws CopyCancelledException {
        Optional<PaceGate.Grant> granted = Optional.empty();
        while (granted.isEmpty()) {
            PaceGate.Member current = paced;
            granted = current.acquire(wanted, () -> supervision.stopped() || paced != current, () -> held = true);
            if (granted.isEmpty()
                    && (supervision.stopped() || Thread.currentThread().isInterrupted())) {
                throw stopped();
            }
        }
        return granted.get();
    }

    private CopyCancelledException stopped() {
        StopReason reason = supervision.stopReason();
        StopReason named = reason == null ? StopReason.CANCELLED : reason;
        // The code that the caller sees is set by the run, which knows a deadline from a cancellation.
        return (CopyCancelledException)
                CopyException.builder(ErrorCode.CANCELLED, named.text()).build();
    }

    @Override
    public boolean cancelled() {
        return supervision.stopped();
    }

    @Override
    public void alive(Activity activity) {
        meter.alive(activity);
    }

    private final class Grant implements Permit {
        private final long granted;
        private final long taken;
        private final PaceGate.@Nullable Grant pace;
        private final long startNanos = clock.getAsLong();
        private long done;
        private boolean closed;

        Grant(long granted, long taken, PaceGate.@Nullable Grant pace) {
            this.granted = granted;
            this.taken = taken;
            this.pace = pace;
            meter.inFlight(true);
        }

        @Override
        public long bytes() {
            return granted;
        }

        @Override
        public void completed(long targetOffset, long bytes, How how) {
            if (closed || bytes < 1 || bytes > granted - done) {
                throw new IllegalStateException("engine completed " + bytes + " bytes at " + targetOffset + " after "
                        + done + " of " + granted + " permitted" + (closed ? ", on a closed permit" : ""));
            }
            done += bytes;
            meter.completed(bytes, how, counts);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            meter.inFlight(false);
            if (taken > 0) {
                budget.release(taken);
            }
            if (pace != null) {
                pace.ended(done, clock.getAsLong() - startNanos);
            }
        }
    }
}
