package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** A window that changes everything that it can say, whenever it can. */
final class RestlessWindow implements InFlightWindow {
    private static final int LEAST_BLOCK = 4096;

    private final long most;
    private final Random random;
    private final List<String> violations = new ArrayList<>();
    private long limit;
    private long readLimit = Long.MAX_VALUE;
    private long writeLimit = Long.MAX_VALUE;
    private long block = LEAST_BLOCK;
    private long inFlight;

    RestlessWindow(long most, long seed) {
        this.most = most;
        random = new Random(seed);
        limit = most;
    }

    @Override
    public long mostBytes() {
        return most;
    }

    @Override
    public long limitBytes() {
        return limit;
    }

    @Override
    public long sideLimitBytes(boolean write) {
        return write ? writeLimit : readLimit;
    }

    @Override
    public OptionalLong blockBytes() {
        return OptionalLong.of(block);
    }

    @Override
    public void acquired(long bytes, long nowNanos) {
        inFlight += bytes;
        if (inFlight > Math.max(limit, bytes)) {
            violations.add(inFlight + " in flight of " + limit);
        }
    }

    @Override
    public void released(long bytes, long movedBytes, long readNanos, long writeNanos, long nowNanos) {
        inFlight -= bytes;
        limit = 1 + (long) (random.nextDouble() * most);
        readLimit = anyLimit();
        writeLimit = anyLimit();
        block = Math.min(most, (long) LEAST_BLOCK << random.nextInt(5));
    }

    private long anyLimit() {
        return random.nextInt(4) == 0 ? Long.MAX_VALUE : (1L + random.nextInt(8)) * LEAST_BLOCK;
    }

    @Override
    public List<WindowSample> samples() {
        return List.of(WindowSample.of(Duration.ZERO, most));
    }

    /** Returns what was let in against the limit. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    long inFlight() {
        return inFlight;
    }
}
