package io.quietcopy.engine.dd;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A control that believes nothing: it checks every completion, and remembers it. */
final class TestControl implements TransferControl {
    record Completion(long targetOffset, long bytes, Permit.How how) {}

    private final List<Completion> completions = new ArrayList<>();
    private final TreeMap<Long, Long> covered = new TreeMap<>();
    private final List<Long> granted = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    final CountDownLatch firstPermit = new CountDownLatch(1);
    private long mostPerPermit = Long.MAX_VALUE;
    private int openPermits;
    private volatile boolean cancelled;
    private int mostOpenPermits;
    private Consumer<Completion> onCompletion = completion -> {};
    private Gate gate = () -> {};

    /** What a thread has to pass before it gets a permit. An interrupt there is a cancellation, as in the library. */
    interface Gate {
        void pass() throws InterruptedException;
    }

    /** Grants no more than so many bytes at once, if the engine can use so few. */
    TestControl granting(long bytes) {
        mostPerPermit = bytes;
        return this;
    }

    TestControl onCompletion(Consumer<Completion> action) {
        onCompletion = action;
        return this;
    }

    TestControl behind(Gate before) {
        gate = before;
        return this;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancellation();
        }
        return grant(operation, minBytes, maxBytes);
    }

    private static CopyCancelledException cancellation() {
        return (CopyCancelledException)
                CopyException.builder(ErrorCode.CANCELLED, "cancelled").build();
    }

    private synchronized Permit grant(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException {
        if (minBytes < 1 || maxBytes < minBytes) {
            throw new AssertionError("asked for " + minBytes + " to " + maxBytes);
        }
        if (cancelled) {
            throw cancellation();
        }
        long bytes = Math.max(minBytes, Math.min(maxBytes, mostPerPermit));
        granted.add(bytes);
        operations.add(operation);
        openPermits++;
        mostOpenPermits = Math.max(mostOpenPermits, openPermits);
        firstPermit.countDown();
        return new TestPermit(bytes);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void alive(Activity activity) {}

    synchronized List<Completion> completions() {
        return List.copyOf(completions);
    }

    synchronized List<Long> granted() {
        return List.copyOf(granted);
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    synchronized int openPermits() {
        return openPermits;
    }

    synchronized int mostOpenPermits() {
        return mostOpenPermits;
    }

    /** The sums of what was told. */
    synchronized Map<Permit.How, Long> sums() {
        Map<Permit.How, Long> sums = new EnumMap<>(Permit.How.class);
        completions.forEach(one -> sums.merge(one.how(), one.bytes(), Long::sum));
        return sums;
    }

    synchronized long total() {
        return completions.stream().mapToLong(Completion::bytes).sum();
    }

    /** Completed stretches of the target, start to end, joined. */
    synchronized Map<Long, Long> covered() {
        return new TreeMap<>(covered);
    }

    private synchronized void complete(Completion completion) {
        long start = completion.targetOffset();
        long end = start + completion.bytes();
        Map.Entry<Long, Long> before = covered.floorEntry(end - 1);
        if (before != null && before.getValue() > start) {
            throw new AssertionError(completion + " was told before: " + before);
        }
        Map.Entry<Long, Long> left = covered.floorEntry(start);
        if (left != null && left.getValue() == start) {
            start = left.getKey();
        }
        Long right = covered.remove(end);
        covered.put(start, right == null ? end : right);
        completions.add(completion);
    }

    private final class TestPermit implements Permit {
        private final long bytes;
        private long left;
        private boolean closed;

        private TestPermit(long bytes) {
            this.bytes = bytes;
            left = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void completed(long targetOffset, long count, How how) {
            if (closed || count < 1 || count > left) {
                throw new IllegalStateException(count + " of " + left + ", closed " + closed);
            }
            left -= count;
            Completion completion = new Completion(targetOffset, count, how);
            complete(completion);
            onCompletion.accept(completion);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                synchronized (TestControl.this) {
                    openPermits--;
                }
            }
        }
    }
}
