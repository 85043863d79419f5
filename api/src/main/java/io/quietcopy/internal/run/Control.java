package io.quietcopy.internal.run;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.internal.pace.InFlightBudget;
import io.quietcopy.internal.pace.IoPressure;
import io.quietcopy.internal.pace.PaceGate;
import io.quietcopy.internal.pace.PressureSample;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
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
    private final long streamBytes;
    private final LongSupplier clock;
    private final IoPressure pressure;
    private volatile PaceGate gate;
    private volatile boolean ownGate;
    private volatile boolean counts = true;
    private volatile boolean held;

    /**
     * Makes the control of one copy.
     *
     * @param gate the pace
     * @param ownGate whether no other copy uses that gate
     * @param budget the bytes in flight of the target's device
     * @param streamBytes what a stream has in flight
     */
    Control(
            Supervision supervision,
            Meter meter,
            PaceGate gate,
            boolean ownGate,
            InFlightBudget budget,
            long streamBytes,
            LongSupplier clock,
            IoPressure pressure) {
        this.supervision = supervision;
        this.meter = meter;
        this.gate = gate;
        this.ownGate = ownGate;
        this.budget = budget;
        this.streamBytes = streamBytes;
        this.clock = clock;
        this.pressure = pressure;
    }

    /** Bytes from now on do not count as progress: they are read again for verification. */
    void verifying() {
        counts = false;
    }

    void changePace(Pace pace) {
        PaceGate before = gate;
        if (ownGate) {
            before.change(pace);
        } else {
            gate = new PaceGate(pace, clock);
            ownGate = true;
            before.wake();
        }
    }

    /** Returns whether a rate limits the copy now. */
    boolean rateLimited() {
        return gate.limits();
    }

    /** Returns whether the pace ever held the copy back. */
    boolean limitApplied() {
        return held;
    }

    /** Makes waiting threads find out that they are stopped. */
    void wake() {
        gate.wake();
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
        PaceGate paced = gate;
        long bytes = 0;
        while (bytes == 0) {
            PaceGate current = gate;
            paced = current;
            PressureSample sample = current.quiet() && meter.idle() ? PressureSample.start(pressure, clock) : null;
            bytes = current.acquire(
                    minBytes, maxBytes, () -> supervision.stopped() || gate != current, () -> held = true);
            if (sample != null) {
                sample.end(pressure, clock).ifPresent(current::pressure);
            }
            if (bytes == 0 && (supervision.stopped() || Thread.currentThread().isInterrupted())) {
                throw stopped();
            }
        }
        boolean stream = operation == Operation.STREAM;
        long least = stream ? Math.min(minBytes, streamBytes) : minBytes;
        long most = stream ? Math.min(bytes, streamBytes) : bytes;
        long inFlight = budget.acquire(Math.min(least, most), most, supervision::stopped);
        if (inFlight == 0) {
            paced.giveBack(bytes);
            throw stopped();
        }
        if (!stream && inFlight < bytes) {
            paced.giveBack(bytes - inFlight);
            bytes = inFlight;
        }
        return new Grant(bytes, inFlight, paced);
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
        private final long inFlight;
        private final @Nullable PaceGate paced;
        private final long startNanos = clock.getAsLong();
        private long done;
        private boolean closed;

        Grant(long granted, long inFlight, @Nullable PaceGate paced) {
            this.granted = granted;
            this.inFlight = inFlight;
            this.paced = paced;
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
            if (inFlight > 0) {
                budget.release(inFlight);
            }
            if (paced != null) {
                if (granted > done) {
                    paced.giveBack(granted - done);
                }
                if (done > 0) {
                    paced.completed(done, clock.getAsLong() - startNanos);
                }
            }
        }
    }
}
