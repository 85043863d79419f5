package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import io.quietcopy.engine.support.SimulatedSide.Timing;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** Two simulated sides, and what they can do. */
record Storage(Timing source, Timing target) {
    static final long MOST_BYTES = 16L << 20;
    private static final int LARGE_BLOCK = 512 << 10;

    /** Any storage from 50 to 2000 MB/s and 0.2 to 20 ms, with jitter of up to a share of that; both sides alike, or each for itself. */
    static Storage any(Random random, double mostJitter, boolean alike) {
        Timing source = timing(random, mostJitter);
        return new Storage(source, alike ? source : timing(random, mostJitter));
    }

    private static Timing timing(Random random, double mostJitter) {
        return Timing.of(50 * Math.pow(40, random.nextDouble()), 0.2 * Math.pow(100, random.nextDouble()))
                .jitter(mostJitter * random.nextDouble());
    }

    Simulation copy(InFlightWindow window, long seed) {
        return new Simulation(window, new SimulatedSide(source, seed), new SimulatedSide(target, seed + 1));
    }

    /** How long a large block takes on both sides. */
    double roundTripNanos() {
        return source.nanos(LARGE_BLOCK) + target.nanos(LARGE_BLOCK);
    }

    /** The rate that is to be had, in bytes a nanosecond: of the slower side, or of all memory in flight all the time. */
    double limit(long block) {
        double pipes = Math.min(source.capacity(LARGE_BLOCK), target.capacity(LARGE_BLOCK));
        double unbounded = MOST_BYTES / (source.nanos(block) + target.nanos(block));
        if (unbounded > 2 * pipes) {
            return pipes;
        }
        Simulation all = copy(new Fixed(MOST_BYTES / block * block, block), 7);
        all.run(40 * roundTripNanos());
        return Math.min(pipes, all.run(100 * roundTripNanos()));
    }

    /** How many bytes have to be in flight for the rate, in whole blocks. */
    long neededBytes(long block) {
        double pipes = Math.min(source.capacity(block), target.capacity(block));
        double bytes = Math.min((double) MOST_BYTES, pipes * (source.nanos(block) + target.nanos(block)));
        return Math.max(2, (long) Math.ceil(bytes / block)) * block;
    }

    /** A window that stays as it is. */
    record Fixed(long limitBytes, long block) implements InFlightWindow {
        @Override
        public long mostBytes() {
            return limitBytes;
        }

        @Override
        public OptionalLong blockBytes() {
            return OptionalLong.of(block);
        }

        @Override
        public void acquired(long bytes, long nowNanos) {}

        @Override
        public void released(long bytes, long movedBytes, long readNanos, long writeNanos, long nowNanos) {}

        @Override
        public List<WindowSample> samples() {
            return List.of();
        }
    }
}
