package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A copy by a window between two simulated sides, event by event: workers, their buffers and the gate do what those of {@link
 * Run} do, in no time. Time is virtual, so that minutes of a copy take milliseconds and a seed always gives the same.
 */
final class Simulation {
    private record Event(long at, long number, Runnable what) {}

    private record Worker(long bufferBytes) {}

    private final InFlightWindow window;
    private final long fixedBlock;
    private final SimulatedSide source;
    private final SimulatedSide target;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Deque<Worker> waiting = new ArrayDeque<>();
    private final Door reading = new Door(false);
    private final Door writing = new Door(true);
    private long eventCount;
    private long now;
    private long delivered;
    private long inFlight;
    private long mostInFlight;
    private long bufferBytes;
    /** A pace: so many bytes a nanosecond and no more; permits are waited for inside the gate, as workers do. */
    private double paceBytesPerNano = Double.POSITIVE_INFINITY;

    private double paceNext;

    Simulation(InFlightWindow window, SimulatedSide source, SimulatedSide target) {
        this(window, source, target, 0);
    }

    /** Makes one with blocks of a size of its own, for a window without an opinion. */
    Simulation(InFlightWindow window, SimulatedSide source, SimulatedSide target, long fixedBlock) {
        this.window = window;
        this.fixedBlock = fixedBlock;
        this.source = source;
        this.target = target;
        startWorker();
    }

    /** Runs for some time, and returns the bytes a nanosecond. */
    double run(double nanos) {
        long end = now + (long) nanos;
        long before = delivered;
        source.forgetMost();
        target.forgetMost();
        mostInFlight = inFlight;
        while (events.peek().at() <= end) {
            Event event = events.remove();
            now = event.at();
            event.what().run();
        }
        now = end;
        return (delivered - before) / nanos;
    }

    long now() {
        return now;
    }

    private long newestSampleBytes() {
        List<WindowSample> samples = window.samples();
        return samples.isEmpty()
                ? Long.MAX_VALUE
                : samples.get(samples.size() - 1).windowBytes();
    }

    void pace(double bytesPerNano) {
        paceBytesPerNano = bytesPerNano;
        paceNext = now;
    }

    long blockBytes() {
        return window.blockBytes().orElse(fixedBlock);
    }

    /** Returns the most that was in flight on both sides together in the last run. */
    long mostInFlight() {
        return mostInFlight;
    }

    /** Returns the bytes of all buffers. */
    long bufferBytes() {
        return bufferBytes;
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, eventCount++, what));
    }

    private void startWorker() {
        Worker worker = new Worker(blockBytes());
        bufferBytes += worker.bufferBytes();
        at(now, () -> take(worker));
    }

    private void take(Worker worker) {
        Worker fitting = fit(worker);
        if (bufferBytes < window.limitBytes() && bufferBytes + blockBytes() <= window.mostBytes()) {
            startWorker();
        }
        waiting.add(fitting);
        admit();
    }

    private Worker fit(Worker worker) {
        long block = blockBytes();
        long after = bufferBytes - worker.bufferBytes() + block;
        if (block == worker.bufferBytes() || after > window.mostBytes()) {
            return worker;
        }
        bufferBytes = after;
        return new Worker(block);
    }

    private void admit() {
        while (!waiting.isEmpty()) {
            Worker next = waiting.peek();
            long bytes = Math.min(next.bufferBytes(), blockBytes());
            if (inFlight > 0 && inFlight + bytes > window.limitBytes()) {
                return;
            }
            waiting.remove();
            inFlight += bytes;
            mostInFlight = Math.max(mostInFlight, inFlight);
            window.acquired(bytes, now);
            if (inFlight > newestSampleBytes() && inFlight > bytes) {
                throw new AssertionError(inFlight + " bytes in flight with " + window.samples());
            }
            paceNext = Math.max(paceNext, (double) now) + bytes / paceBytesPerNano;
            at((long) paceNext, () -> read(next, bytes));
        }
    }

    private void read(Worker worker, long bytes) {
        reading.enter(bytes, () -> {
            long start = now;
            at(source.due(bytes, now), () -> {
                source.done(bytes);
                long nanos = now - start;
                reading.leave(bytes);
                write(worker, bytes, nanos);
            });
        });
    }

    private void write(Worker worker, long bytes, long readNanos) {
        writing.enter(bytes, () -> {
            long start = now;
            at(target.due(bytes, now), () -> {
                target.done(bytes);
                writing.leave(bytes);
                inFlight -= bytes;
                delivered += bytes;
                window.released(bytes, bytes, readNanos, now - start, now);
                admit();
                take(worker);
            });
        });
    }

    /** Lets no more into one side than its share. */
    private final class Door {
        private final boolean write;
        private final Deque<Runnable> line = new ArrayDeque<>();
        private final Deque<Long> sizes = new ArrayDeque<>();
        private long inside;

        Door(boolean write) {
            this.write = write;
        }

        void enter(long bytes, Runnable then) {
            line.add(then);
            sizes.add(bytes);
            open();
        }

        void leave(long bytes) {
            inside -= bytes;
            open();
        }

        private void open() {
            while (!line.isEmpty() && (inside == 0 || inside + sizes.peek() <= window.sideLimitBytes(write))) {
                inside += sizes.remove();
                line.remove().run();
            }
        }
    }
}
