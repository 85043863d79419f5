package io.quietcopy.internal.pace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Storage on a virtual clock, which a copy at some pace shares with others: what is asked for is served in the order in which it
 * came, and comes back after the distance.
 */
final class SharedStorage {
    private static final int COPY_THREADS = 8;
    private static final Wanted BLOCK = new Wanted(64 << 10, 512 << 10, false);

    /** Somebody else: so many requests in flight, each followed by a rest. */
    record Others(int depth, int bytes, long restNanos) {
        static final Others NOBODY = new Others(0, 0, 0);
        /** Writes a log record every five milliseconds. */
        static final Others LOG = new Others(1, 4096, 5_000_000);
        /** Reads and writes as much as it can. */
        static final Others BUSY = new Others(4, 64 << 10, 0);
    }

    /** What came of a stretch of time. */
    record Seen(double copyBytesPerSecond, double othersBytesPerSecond, double othersLatencyNanos) {}

    private record Event(long atNanos, Runnable run) {}

    private final PacePolicy pace;
    private final double nanosPerByte;
    private final long distanceNanos;
    private final double jitter;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
    private final List<Integer> waiting = new ArrayList<>();
    private long now;
    private long busyUntil;
    private Others others = Others.NOBODY;
    private int generation;

    private long copied;
    private long othersBytes;
    private long othersRequests;
    private long othersNanos;
    private int copyInFlight;
    private int othersInFlight;

    SharedStorage(PacePolicy pace, double bytesPerSecond, long distanceNanos, double jitter, long seed) {
        this.pace = pace;
        this.nanosPerByte = 1e9 / bytesPerSecond;
        this.distanceNanos = distanceNanos;
        this.jitter = jitter;
        this.random = new SplittableRandom(seed);
        for (int thread = 0; thread < COPY_THREADS; thread++) {
            waiting.add(thread);
        }
    }

    /** Lets time go by. */
    Seen run(double seconds, Others meanwhile) {
        if (!meanwhile.equals(others)) {
            others = meanwhile;
            generation++;
            for (int i = 0; i < others.depth(); i++) {
                at(now, ask(generation));
            }
        }
        copied = 0;
        othersBytes = 0;
        othersRequests = 0;
        othersNanos = 0;
        long end = now + (long) (seconds * 1e9);
        wakeCopy();
        while (!events.isEmpty() && events.peek().atNanos() <= end) {
            Event event = events.poll();
            now = event.atNanos();
            event.run().run();
        }
        now = end;
        return new Seen(copied / seconds, othersBytes / seconds, (double) othersNanos / Math.max(1, othersRequests));
    }

    /** Returns how fast one piece at a time would be, without a pause. */
    double oneAtATime() {
        return 1e9 / (nanosPerByte + (double) distanceNanos / QuietPace.PIECE_BYTES);
    }

    private void at(long nanos, Runnable run) {
        events.add(new Event(nanos, run));
    }

    private long serve(long bytes) {
        busyUntil = Math.max(now, busyUntil) + (long) (bytes * nanosPerByte);
        return busyUntil + (long) (distanceNanos * (1 + jitter * (random.nextDouble() - 0.5)));
    }

    private Runnable ask(int asker) {
        return () -> {
            if (asker != generation) {
                return;
            }
            long start = now;
            long end = serve(others.bytes());
            othersInFlight++;
            at(end, () -> {
                othersInFlight--;
                othersRequests++;
                othersBytes += others.bytes();
                othersNanos += now - start;
                at(now + (long) (others.restNanos() * (0.8 + 0.4 * random.nextDouble())), ask(asker));
            });
        };
    }

    private void wakeCopy() {
        while (!waiting.isEmpty()) {
            long bytes = pace.grant(now, BLOCK);
            if (bytes == 0) {
                waitForPace();
                return;
            }
            int thread = waiting.remove(0);
            long start = now;
            copyInFlight++;
            at(serve(bytes), () -> {
                copyInFlight--;
                copied += bytes;
                pace.ended(now, bytes, now - start);
                waiting.add(thread);
                wakeCopy();
            });
        }
    }

    private void waitForPace() {
        long wait = pace.waitNanos(now, BLOCK);
        if (wait == Long.MAX_VALUE) {
            return;
        }
        if (pace.listens(now)) {
            hear(wait);
        }
        at(now + wait, this::wakeCopy);
    }

    /** What the kernel would tell of a wait: looked at a few times. */
    private void hear(long waitNanos) {
        int looks = 20;
        int[] waited = new int[1];
        for (int look = 1; look <= looks; look++) {
            boolean last = look == looks;
            at(now + waitNanos * look / (looks + 1), () -> {
                waited[0] += othersInFlight > 0 ? 1 : 0;
                if (last && copyInFlight == 0) {
                    pace.pressure((double) waited[0] / looks);
                }
            });
        }
    }
}
