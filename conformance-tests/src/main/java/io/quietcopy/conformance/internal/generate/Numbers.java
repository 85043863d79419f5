package io.quietcopy.conformance.internal.generate;

import java.util.List;
import java.util.Random;

/** Lengths and offsets as they matter to copies: around sectors, pages and blocks far more often than elsewhere. */
final class Numbers {
    /** The lengths with which copies have failed. */
    static final List<Long> LENGTHS = List.of(
            0L, 1L, 511L, 512L, 513L, 4095L, 4096L, 4097L, 8191L, 8192L, 8193L, 65535L, 65536L, 65537L, (1L << 20) - 1);

    static final List<Long> BLOCKS = List.of(4096L, 8192L, 16384L, 65536L, 262144L, 1L << 20);
    private static final List<Long> OFFSETS =
            List.of(0L, 0L, 1L, 42L, 511L, 512L, 513L, 1024L, 4095L, 4096L, 4097L, 8192L);
    private static final int KIB = 1 << 10;

    private Numbers() {}

    static <T> T oneOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    static boolean chance(Random random, int percent) {
        return random.nextInt(100) < percent;
    }

    /** Returns a length from 1 to {@code most}, small more often than large. */
    static long length(Random random, long most) {
        long length = switch (random.nextInt(6)) {
            case 0 -> oneOf(random, LENGTHS);
            case 1 -> 1 + random.nextInt(4 * KIB);
            case 2 -> 512L * (1 + random.nextInt(64));
            case 3 -> 4096L * (1 + random.nextInt(64)) + oneOf(random, List.of(-1L, 0L, 1L, 512L));
            case 4 -> 1 + random.nextInt(256 * KIB);
            default -> 1 + random.nextLong(most);
        };
        return Math.max(1, Math.min(most, length));
    }

    /** Returns an offset. */
    static long offset(Random random) {
        return chance(random, 70) ? oneOf(random, OFFSETS) : random.nextInt(64 * KIB);
    }

    /** Returns {@code value}, or the nearest multiple of the unit below. */
    static long down(long value, long unit) {
        return value / unit * unit;
    }
}
