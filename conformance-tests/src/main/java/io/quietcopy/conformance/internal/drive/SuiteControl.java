package io.quietcopy.conformance.internal.drive;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The library's side of a running transfer, as the suite plays it: gives permits as the case says, keeps books on every byte, lets
 * the case's events happen, and holds each call of the engine against the rules. Thread-safe.
 */
public final class SuiteControl implements TransferControl {
    private static final int GRANTS_A_SECOND = 4;

    /** To this an engine may round a block up: some storage takes no less. */
    private static final long COARSEST_BLOCK_BYTES = 64 << 10;

    /** Hears of what an engine tells. */
    public interface Listener {
        /** Bytes have been told to be complete; called on the engine's thread, before {@code completed()} returns. */
        default void completed(long offset, long bytes, Permit.How how) {}

        /** An engine waits for a permit, from now until {@link #granted}. */
        default void asked(Operation operation, long minBytes, long maxBytes) {}

        /** A permit is given. */
        default void granted(Operation operation, long bytes) {}

        /** A permit has been given back after so many nanoseconds. */
        default void closed(Operation operation, long bytes, long completedBytes, long nanos) {}

        /** The engine gives a sign of life. */
        default void alive(Activity activity) {}
    }

    private final CopyCase copyCase;
    private final boolean adaptive;
    private final Evidence evidence;
    private final Books books;
    private final Consumer<Event> happens;
    private final Listener listener;
    private final Random grants;
    private final Map<Operation, Integer> openPermits = new EnumMap<>(Operation.class);
    private int asked;
    private int completions;
    private long openBytes;
    private long mostOpenBytes;
    private long virtualNanos;
    private volatile boolean cancelled;
    private volatile boolean refusing;
    private volatile boolean ended;
    private volatile long lastHeardNanos = System.nanoTime();

    /**
     * Makes a control.
     *
     * @param happens makes an event of the case happen that is not about the control itself
     */
    public SuiteControl(
            CopyCase copyCase,
            boolean adaptive,
            Books books,
            Evidence evidence,
            Consumer<Event> happens,
            Listener listener) {
        this.adaptive = adaptive;
        this.copyCase = copyCase;
        this.books = books;
        this.evidence = evidence;
        this.happens = happens;
        this.listener = listener;
        grants = new Random(copyCase.seed());
        for (Operation operation : Operation.values()) {
            openPermits.put(operation, 0);
        }
    }

    /** Stops the copy, as the case's event says. */
    public void cancel(boolean refusePermits) {
        books.stopped();
        refusing = refusePermits;
        cancelled = true;
    }

    /** Has the session aborted, as the case's event says. */
    public void abort(Event event) {
        books.stopped();
        happens.accept(event);
        books.stoppedForCertain();
    }

    @Override
    public Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        if (ended) {
            evidence.broken("E-STOP-5", "a permit was asked for after run() had ended");
        }
        lastHeardNanos = System.nanoTime();
        fire(Event.When.ASKED);
        listener.asked(operation, minBytes, maxBytes);
        SuitePermit permit;
        synchronized (this) {
            if (refusing || ended) {
                throw cancellation();
            }
            check(operation, minBytes, maxBytes);
            permit = new SuitePermit(operation, grant(operation, minBytes, maxBytes));
            opened(permit);
        }
        listener.granted(operation, permit.bytes);
        return permit;
    }

    static CopyCancelledException cancellation() {
        return (CopyCancelledException) CopyException.builder(ErrorCode.CANCELLED, "the copy was cancelled")
                .build();
    }

    private void check(Operation operation, long minBytes, long maxBytes) {
        if (minBytes < 1 || maxBytes < minBytes) {
            evidence.broken(
                    "E-PERMIT-8",
                    "a permit was asked for with at least " + minBytes + " and at most " + maxBytes + " bytes");
            throw new MisuseException("a permit of " + minBytes + " to " + maxBytes + " bytes");
        }
        boolean readsOnly = copyCase.target() == TargetKind.NONE;
        boolean moves = operation == Operation.COPY || operation == Operation.STREAM;
        if (readsOnly && moves) {
            evidence.broken("E-PERMIT-6", operation + " was asked for in a transfer that only reads");
        } else if (!readsOnly && operation == Operation.READ) {
            evidence.broken("E-PERMIT-6", "READ was asked for in a transfer that writes");
        }
        if (operation != Operation.ZERO && minBytes > mostMinimum()) {
            evidence.broken(
                    "E-PERMIT-8",
                    operation + " was asked for with at least " + minBytes + " bytes; one block of I/O, here "
                            + mostMinimum() + ", is the most that may be insisted on");
        }
        if (rateLimited() && operation != Operation.ZERO && minBytes > slice()) {
            evidence.broken(
                    "E-PERMIT-9",
                    "under a rate a permit of at least " + minBytes
                            + " bytes was asked for, which is more than a quarter of a second's: " + slice());
        }
    }

    /** One block of I/O. */
    private long mostMinimum() {
        long block = copyCase.blockBytes() == CopyCase.OPEN ? copyCase.inFlightMaxBytes() : copyCase.blockBytes();
        return Math.max(block, COARSEST_BLOCK_BYTES);
    }

    private long grant(Operation operation, long minBytes, long maxBytes) {
        long most = maxBytes;
        if (rateLimited() && operation != Operation.ZERO) {
            most = Math.max(minBytes, Math.min(most, slice()));
        }
        if (copyCase.grantBytes() == 0) {
            return most == minBytes ? most : minBytes + grants.nextLong(most - minBytes + 1);
        }
        return copyCase.grantBytes() == CopyCase.OPEN
                ? most
                : Math.max(minBytes, Math.min(most, copyCase.grantBytes()));
    }

    /** Returns whether the case has a rate. */
    public boolean rateLimited() {
        return copyCase.rateBytes() != CopyCase.OPEN;
    }

    /** What a rate gives in a quarter of a second. */
    private long slice() {
        return Math.max(1, copyCase.rateBytes() / GRANTS_A_SECOND);
    }

    private void opened(SuitePermit permit) {
        openPermits.merge(permit.operation, 1, Integer::sum);
        if (rateLimited() && permit.operation != Operation.ZERO) {
            virtualNanos += permit.bytes * 1_000_000_000L / copyCase.rateBytes();
        }
        if (permit.operation == Operation.COPY || permit.operation == Operation.READ) {
            openBytes += permit.bytes;
            mostOpenBytes = Math.max(mostOpenBytes, openBytes);
            long most = copyCase.inFlightBytes() == CopyCase.OPEN
                    ? copyCase.inFlightMaxBytes()
                    : Math.min(copyCase.inFlightBytes(), copyCase.inFlightMaxBytes());
            evidence.seen("E-PERMIT-8");
            if (openBytes > most && open(permit.operation) > 1) {
                evidence.broken("E-PERMIT-8", openBytes + " bytes were in flight at once; " + most + " are the most");
            }
        } else if (permit.operation == Operation.STREAM && open(Operation.STREAM) > 1) {
            evidence.broken(
                    "E-PERMIT-6", "two STREAM permits were open at once: that is more than one block in flight");
        }
    }

    private int open(Operation operation) {
        return openPermits.getOrDefault(operation, 0);
    }

    private synchronized void closed(SuitePermit permit) {
        openPermits.merge(permit.operation, -1, Integer::sum);
        if (permit.operation == Operation.COPY || permit.operation == Operation.READ) {
            openBytes -= permit.bytes;
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void alive(Activity activity) {
        if (ended) {
            evidence.broken("E-STOP-5", "alive() was called after run() had ended");
        }
        lastHeardNanos = System.nanoTime();
        listener.alive(activity);
    }

    /** Lets the events happen whose time has come. */
    private void fire(Event.When when) {
        int count;
        synchronized (this) {
            count = when == Event.When.ASKED ? ++asked : ++completions;
        }
        for (Event event : copyCase.events()) {
            if (event.when() == when && event.count() == count) {
                happen(event);
            }
        }
    }

    private void happen(Event event) {
        switch (event.action()) {
            case CANCEL -> cancel(true);
            case CANCEL_QUIETLY -> cancel(false);
            case THROW -> throw new SuiteBug();
            case ABORT -> abort(event);
            default -> happens.accept(event);
        }
    }

    /** Tells that {@code run()} has returned or thrown: from now on nothing may come any more. */
    public void runEnded() {
        ended = true;
    }

    /** Returns whether the engine declares that it fits the bytes in flight to the storage. */
    public boolean adaptive() {
        return adaptive;
    }

    /** Returns how long nothing has been heard of the copy. */
    public Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastHeardNanos);
    }

    /** Returns how many permits are open. */
    public synchronized int openPermits() {
        return openPermits.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns how many permits were asked for. */
    public synchronized int asked() {
        return asked;
    }

    /** Returns how often bytes were told to be complete. */
    public synchronized int completions() {
        return completions;
    }

    /** Returns the most bytes that were in flight at once. */
    public synchronized long mostOpenBytes() {
        return mostOpenBytes;
    }

    /** Returns how long the copy would have taken at the case's rate. */
    public synchronized long virtualNanos() {
        return virtualNanos;
    }

    /** What the suite throws where a case has it play a bug. */
    public static final class SuiteBug extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private SuiteBug() {
            super("thrown on purpose by the conformance suite");
        }
    }

    /** What the suite throws where a rule was broken so that no answer would be right. The rule has been told already. */
    public static final class MisuseException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private MisuseException(String message) {
            super(message);
        }

        /** Returns whether a failure comes from one. */
        public static boolean isCauseOf(@Nullable Throwable failure) {
            for (Throwable one = failure; one != null; one = one.getCause()) {
                if (one instanceof MisuseException) {
                    return true;
                }
            }
            return false;
        }
    }

    private final class SuitePermit implements Permit {
        private final Operation operation;
        private final long bytes;
        private final long given = System.nanoTime();
        private long left;
        private boolean closed;

        private SuitePermit(Operation operation, long bytes) {
            this.operation = operation;
            this.bytes = bytes;
            left = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void completed(long targetOffset, long count, How how) {
            if (ended) {
                evidence.broken("E-STOP-5", "bytes were told to be complete after run() had ended");
            }
            if (closed) {
                evidence.broken("E-PERMIT-5", "bytes were told to be complete on a permit that was closed");
                throw new MisuseException("the permit is closed");
            }
            if (count < 1 || count > left) {
                evidence.broken(
                        "E-PERMIT-1",
                        count + " bytes at " + targetOffset + " were told to be complete on a permit of " + bytes
                                + " with " + left + " left");
                throw new MisuseException(count + " bytes on a permit with " + left + " left");
            }
            left -= count;
            lastHeardNanos = System.nanoTime();
            books.enter(operation, targetOffset, count, how);
            listener.completed(targetOffset, count, how);
            fire(Event.When.COMPLETED);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                SuiteControl.this.closed(this);
                listener.closed(operation, bytes, bytes - left, System.nanoTime() - given);
            }
        }
    }
}
