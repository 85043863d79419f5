package io.quietcopy.engine.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Runs a window against two simulated sides, by events: the workers, the gate and the memory are as in {@link Run}. */
final class Simulation {
    private record Event(long at, long number, Runnable what) {}

    final InFlightWindow window;
    final SimulatedSide source;
    final SimulatedSide target;
    long now;
    long delivered;
    long inFlight;
    long mostInFlight;
    long memory;
    int workers;
    boolean trace;

    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) ->
            a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.number, b.number));
    private long number;
    private final ArrayDeque<Long[]> waiting = new ArrayDeque<>();
    private final List<String> course = new ArrayList<>();

    Simulation(InFlightWindow window, SimulatedSide source, SimulatedSide target) {
        this.window = window;
        this.source = source;
        this.target = target;
        startWorker();
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, number++, what));
    }

    long block() {
        return window.blockBytes().orElse(512 << 10);
    }

    private void startWorker() {
        long buffer = block();
        memory += buffer;
        workers++;
        at(now, () -> take(buffer));
    }

    private void take(long old) {
        long buffer = old;
        if (buffer != block() && memory - buffer + block() <= window.mostBytes()) {
            memory += block() - buffer;
            buffer = block();
        }
        long bytes = Math.min(buffer, block());
        if (memory < window.limitBytes() && memory + block() <= window.mostBytes()) {
            startWorker();
        }
        waiting.add(new Long[] {bytes, buffer});
        admit();
    }

    private void admit() {
        while (!waiting.isEmpty() && (inFlight == 0 || inFlight + waiting.peek()[0] <= window.limitBytes())) {
            Long[] next = waiting.remove();
            go(next[0], next[1]);
        }
    }

    private void go(long bytes, long buffer) {
        inFlight += bytes;
        mostInFlight = Math.max(mostInFlight, inFlight);
        window.acquired(bytes, now);
        long start = now;
        source.enter(bytes);
        at(source.due(bytes, now), () -> {
            source.leave(bytes);
            target.enter(bytes);
            at(target.due(bytes, now), () -> {
                target.leave(bytes);
                inFlight -= bytes;
                delivered += bytes;
                window.released(bytes, bytes, now - start, now);
                admit();
                take(buffer);
            });
        });
    }

    /** Runs until a time, and returns the bytes a nanosecond since now. */
    double runFor(long nanos) {
        long end = now + nanos;
        long before = delivered;
        source.mostInFlight = source.inFlight;
        target.mostInFlight = target.inFlight;
        mostInFlight = inFlight;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event event = events.remove();
            now = event.at;
            event.what.run();
        }
        now = end;
        return (double) (delivered - before) / nanos;
    }

    double limit(long block) {
        return Math.min(source.capacity(block), target.capacity(block));
    }

    /** How many bytes in flight the limit needs. */
    double needed(long block) {
        return limit(block) * (source.nanos(block) + target.nanos(block));
    }
}
