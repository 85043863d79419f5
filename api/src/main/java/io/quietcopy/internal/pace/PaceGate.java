package io.quietcopy.internal.pace;

import io.quietcopy.Pace;
import io.quietcopy.PaceBudget;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds threads until their bytes may start.
 *
 * <p>One gate may serve one copy or several, among which the bytes are divided fairly ({@link FairLine}). What a policy decides is
 * asked for by the thread that is next only, which waits until its time has come. Thread-safe.
 */
public final class PaceGate implements PaceBudget {
    private final LongSupplier clock;
    private final IoPressure pressure;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairLine line = new FairLine(lock);
    private Pace pace;
    private PacePolicy policy;

    /**
     * Makes a gate.
     *
     * @param pace the pace to start with
     * @param clock a monotonic clock in nanoseconds
     * @param pressure where the kernel tells of others' waiting
     */
    public PaceGate(Pace pace, LongSupplier clock, IoPressure pressure) {
        this.clock = clock;
        this.pressure = pressure;
        this.pace = pace;
        this.policy = policyOf(pace);
    }

    /**
     * Makes a gate on this machine.
     *
     * @param pace the pace to start with
     * @return the gate
     */
    public static PaceGate of(Pace pace) {
        return new PaceGate(pace, System::nanoTime, new IoPressure(Path.of("/proc")));
    }

    private PacePolicy policyOf(Pace pace) {
        return switch (pace.kind()) {
            case FULL -> new FullPace();
            case QUIET -> new QuietPace(pressure.someMicros().isPresent());
            case RATE -> new RatePace(pace.bytesPerSecond().bytes());
        };
    }

    /**
     * Lets a copy take part.
     *
     * @return its access, with a share of its own; needs no end
     */
    public Member join() {
        return new Member();
    }

    @Override
    public Pace pace() {
        lock.lock();
        try {
            return pace;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void change(Pace newPace) {
        Objects.requireNonNull(newPace, "pace");
        lock.lock();
        try {
            pace = newPace;
            policy = policyOf(newPace);
            line.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether the pace is a limit of bytes a second, fixed or moving.
     *
     * @return false for the full pace
     */
    public boolean limits() {
        lock.lock();
        try {
            return policy.limits();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the waiting threads ask again whether they are stopped. */
    public void wake() {
        lock.lock();
        try {
            line.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One copy at the gate. Thread-safe. */
    public final class Member {
        private final FairLine.Share share = new FairLine.Share();

        private Member() {}

        /**
         * Returns the gate.
         *
         * @return where this takes part
         */
        public PaceGate gate() {
            return PaceGate.this;
        }

        /**
         * Waits for bytes.
         *
         * @param wanted how many are of use
         * @param stopped asked while waiting; {@link #wake()} makes it be asked at once
         * @param onHeld called when the pace holds the thread back
         * @return the bytes, which must be {@link Grant#ended ended}; or empty if stopped or interrupted
         */
        public Optional<Grant> acquire(Wanted wanted, BooleanSupplier stopped, Runnable onHeld) {
            return line.acquire(share, stopped, new Asking(share, wanted, onHeld));
        }
    }

    /** A thread that asks the policy, and lets it listen to others while it waits. */
    private final class Asking implements FairLine.Wish<Grant> {
        private final FairLine.Share share;
        private final Wanted wanted;
        private final Runnable onHeld;
        private @Nullable PacePolicy listener;
        private @Nullable PressureSample sample;

        Asking(FairLine.Share share, Wanted wanted, Runnable onHeld) {
            this.share = share;
            this.wanted = wanted;
            this.onHeld = onHeld;
        }

        @Override
        public @Nullable Grant grant() {
            long bytes = policy.grant(clock.getAsLong(), wanted);
            if (bytes == 0) {
                return null;
            }
            line.served(share, bytes);
            return new Grant(policy, bytes);
        }

        @Override
        public void held() {
            onHeld.run();
        }

        @Override
        public long beginWait() {
            long now = clock.getAsLong();
            long waitNanos = policy.waitNanos(now, wanted);
            listener = policy.listens(now) ? policy : null;
            sample = listener == null ? null : PressureSample.start(pressure, clock);
            return waitNanos;
        }

        @Override
        public void endWait() {
            if (listener != null && sample != null) {
                sample.end(pressure, clock).ifPresent(listener::pressure);
            }
        }
    }

    /** Bytes that may be in flight. Used by one thread at a time. */
    public final class Grant {
        private final PacePolicy grantedBy;
        private long bytes;

        private Grant(PacePolicy grantedBy, long bytes) {
            this.grantedBy = grantedBy;
            this.bytes = bytes;
        }

        /**
         * Returns how many there are.
         *
         * @return bytes, at least 1
         */
        public long bytes() {
            return bytes;
        }

        /**
         * Gives back all that is more than can be used.
         *
         * @param usedBytes how many bytes stay, at least 1
         */
        public void cutTo(long usedBytes) {
            lock.lock();
            try {
                grantedBy.giveBack(bytes - usedBytes);
                bytes = usedBytes;
                line.signalNext();
            } finally {
                lock.unlock();
            }
        }

        /**
         * Ends it: nothing of it is in flight any more. Called once.
         *
         * @param movedBytes how many bytes have moved; the others are given back
         * @param latencyNanos from grant to end
         */
        public void ended(long movedBytes, long latencyNanos) {
            lock.lock();
            try {
                if (movedBytes < bytes) {
                    grantedBy.giveBack(bytes - movedBytes);
                }
                grantedBy.ended(clock.getAsLong(), movedBytes, latencyNanos);
                line.signalNext();
            } finally {
                lock.unlock();
            }
        }
    }
}
