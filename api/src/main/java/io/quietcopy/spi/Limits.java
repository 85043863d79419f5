package io.quietcopy.spi;

/**
 * What an engine can take.
 *
 * <p>Immutable and thread-safe.
 */
public final class Limits {
    private final long mostRanges;
    private final int alignmentBytes;

    private Limits(long mostRanges, int alignmentBytes) {
        this.mostRanges = mostRanges;
        this.alignmentBytes = alignmentBytes;
    }

    /**
     * Returns limits.
     *
     * @param mostRanges the most ranges in one transfer, at least 1; {@link Long#MAX_VALUE} for any number
     * @param alignmentBytes the alignment that the engine's direct I/O needs beyond what the storage needs, a power of two,
     *     at least 1
     * @return the limits, never null
     * @throws IllegalArgumentException if a value is not in its range
     */
    public static Limits of(long mostRanges, int alignmentBytes) {
        if (mostRanges < 1 || alignmentBytes < 1 || Integer.bitCount(alignmentBytes) != 1) {
            throw new IllegalArgumentException("limits take at least 1 range and a power of two as alignment, but got "
                    + mostRanges + " and " + alignmentBytes);
        }
        return new Limits(mostRanges, alignmentBytes);
    }

    /**
     * Returns the most ranges in one transfer.
     *
     * @return at least 1
     */
    public long mostRanges() {
        return mostRanges;
    }

    /**
     * Returns the alignment that the engine's direct I/O needs beyond what the storage needs.
     *
     * @return bytes, a power of two
     */
    public int alignmentBytes() {
        return alignmentBytes;
    }
}
