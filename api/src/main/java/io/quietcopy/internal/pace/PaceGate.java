package io.quietcopy.internal.pace;

import io.quietcopy.Pace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Holds threads until their bytes may start, first come, first served.
 *
 * <p>One gate may serve one copy or several: a rate that the config sets is one gate for all copies of a Copier to one device, and
 * is divided fairly because each thread queues again for each piece. Thread-safe.
 */
public final class PaceGate {
    private static final long TURN_CHECK_MILLIS = 50;

    private final LongSupplier clock;
    /** Fair: the lock's own queue is the order of service. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private PacePolicy policy;

    /**
     * Makes a gate.
     *
     * @param pace the pace to start with
     * @param clock a monotonic clock in nanoseconds
     */
    public PaceGate(Pace pace, LongSupplier clock) {
        this.clock = clock;
        this.policy = policyOf(pace);
    }

    private static PacePolicy policyOf(Pace pace) {
        return switch (pace.kind()) {
            case FULL -> new FullPace();
            case QUIET -> new QuietPace();
            case RATE -> new RatePace(pace.bytesPerSecond().bytes());
        };
    }

    /**
     * Waits for bytes.
     *
     * @param minBytes the fewest that are of use
     * @param maxBytes the most that are wanted
     * @param stopped asked while waiting; {@link #wake()} makes it be asked at once
     * @param onHeld called when the pace holds the thread back
     * @return {@code minBytes} to {@code maxBytes}, or 0 if stopped
     */
    public long acquire(long minBytes, long maxBytes, BooleanSupplier stopped, Runnable onHeld) {
        if (!takeTurn(stopped)) {
            return 0;
        }
        try {
            lock.lock();
            try {
                while (!stopped.getAsBoolean()) {
                    long now = clock.getAsLong();
                    long granted = policy.grant(now, minBytes, maxBytes);
                    if (granted > 0) {
                        return granted;
                    }
                    onHeld.run();
                    changed.awaitNanos(policy.waitNanos(now, minBytes));
                }
                return 0;
            } catch (InterruptedException e) {
                // Nobody is meant to interrupt an engine's thread; if somebody does, the engine sees the flag itself.
                Thread.currentThread().interrupt();
                return 0;
            } finally {
                lock.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the turn, but not behind others once stopped. */
    private boolean takeTurn(BooleanSupplier stopped) {
        try {
            while (!turn.tryLock(TURN_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Takes back bytes that did not move.
     *
     * @param bytes how many
     */
    public void giveBack(long bytes) {
        lock.lock();
        try {
            policy.giveBack(bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Learns how long bytes took.
     *
     * @param bytes how many moved
     * @param latencyNanos from grant to end
     */
    public void completed(long bytes, long latencyNanos) {
        lock.lock();
        try {
            policy.completed(clock.getAsLong(), bytes, latencyNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Learns of others' waiting.
     *
     * @param share which part of the time somebody waited for I/O while the copy did nothing, 0 to 1
     */
    public void pressure(double share) {
        lock.lock();
        try {
            if (policy instanceof QuietPace quiet) {
                quiet.pressure(share);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes the pace from now on.
     *
     * @param pace the new pace
     */
    public void change(Pace pace) {
        lock.lock();
        try {
            policy = policyOf(pace);
            changed.signalAll();
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
            return !(policy instanceof FullPace);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether the pace yields to others.
     *
     * @return true if it wants to hear of {@link #pressure}
     */
    public boolean quiet() {
        lock.lock();
        try {
            return policy instanceof QuietPace;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the waiting threads ask again whether they are stopped. */
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
