package io.quietcopy.engine.support;

import java.util.OptionalLong;

/**
 * How long blocks are. Large ones cost least, and a device that merges requests need not; but a window of few large blocks can
 * only be had in coarse steps, and a block is in flight on one side as a whole. So they are large as long as the
 * storage's bandwidth is what takes the time, and where its latency does, small parts of what its delay holds.
 *
 * <p>Where somebody else waits for the storage, his latency counts as well: then large ones are half as large. Where it is known that
 * there is nobody, and only the bandwidth takes time, they are twice as large, since each call has its price.
 *
 * <p>Storage may have a cost for each request that makes small blocks slow. That shows only by trying: then they are refused.
 *
 * <p>Not thread-safe.
 */
final class BlockChoice {
    private static final long LARGE_BYTES = 512L << 10;

    /** Where nobody waits: a fifth less of processor time (docs/decisions/0013-blocks-of-a-copy-alone.md). */
    private static final long ALONE_BYTES = 1L << 20;

    /**
     * Where somebody waits for the storage, who has to wait for half of a block on average. Beside blocks of this size the
     * neighbour's {@code fsync} took half to two thirds of what it took beside large ones (docs/decisions/0011-blocks-beside-a-neighbour.md).
     */
    private static final long CONSIDERATE_BYTES = 256L << 10;

    private static final long SMALL_BYTES = 64L << 10;
    private static final int PARTS = 10;

    /** Up to here the delay's share of the window does not count. */
    private static final long LITTLE_DELAY_BYTES = FixedWindow.DEFAULT_BYTES / 4;

    private static final long MUCH_DELAY_BYTES = FixedWindow.DEFAULT_BYTES * 7 / 10;
    /** How much more there must be for blocks to become larger again. */
    private static final double HYSTERESIS = 1.25;

    private final boolean fixed;
    private final long leastBytes;
    private final long mostInFlightBytes;
    private final long usual;
    private long aloneBytes = ALONE_BYTES;
    private long largest;
    private long smallest;
    private long bytes;
    private long before;

    /**
     * Starts with large blocks.
     *
     * @param mostInFlightBytes the most bytes in flight
     * @param fixedBytes the size if it is not to be chosen
     * @param leastBytes the smallest block that storage takes, a power of two
     */
    BlockChoice(long mostInFlightBytes, OptionalLong fixedBytes, long leastBytes) {
        fixed = fixedBytes.isPresent();
        this.leastBytes = leastBytes;
        this.mostInFlightBytes = mostInFlightBytes;
        usual = largest(Company.UNKNOWN);
        largest = usual;
        bytes = Math.max(leastBytes, Math.min(fixedBytes.orElse(largest), mostInFlightBytes));
        smallest = Math.min(Math.max(leastBytes, SMALL_BYTES), bytes);
        before = bytes;
    }

    /** As many as two have to be in flight. */
    private long largest(Company company) {
        long wanted = switch (company) {
            case SOMEBODY -> CONSIDERATE_BYTES;
            case UNKNOWN -> LARGE_BYTES;
            case NOBODY -> aloneBytes;
        };
        return Math.max(leastBytes, Math.min(wanted, mostInFlightBytes / 2));
    }

    /** Starts with what was right before. */
    void startWith(long pastBytes) {
        if (!fixed) {
            bytes = Math.max(smallest, Math.min(largest, pastBytes));
            before = bytes;
        }
    }

    long bytes() {
        return bytes;
    }

    /** Returns the bytes if they are chosen. */
    OptionalLong chosen() {
        return fixed ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /**
     * Chooses anew.
     *
     * @param kneeBytes how many bytes in flight the storage needs, with blocks as they are
     * @return whether blocks have another size now
     */
    boolean fit(double kneeBytes) {
        if (fixed) {
            return false;
        }
        // The rest is what blocks themselves are in the pipes, one on each side.
        double delayBytes = kneeBytes - 2.0 * bytes;
        long wanted = bytes;
        if (bytes > usual) {
            // A knee of two or three such blocks says little of the delay: only as much as one more is a reason.
            wanted = delayBytes > bytes ? notSoLarge() : Math.min(bytes, largest);
        } else if (delayBytes < LITTLE_DELAY_BYTES) {
            wanted = largest;
        } else if (delayBytes > MUCH_DELAY_BYTES) {
            while (wanted / 2 >= smallest && wanted * PARTS > delayBytes) {
                wanted /= 2;
            }
            while (wanted * 2 <= largest && wanted * 2 * PARTS * HYSTERESIS < delayBytes) {
                wanted *= 2;
            }
        }
        before = bytes;
        bytes = wanted;
        return bytes != before;
    }

    /**
     * Learns who else waits for the storage, and would have to wait for large blocks.
     *
     * @return whether blocks have another size now
     */
    boolean company(Company company) {
        if (fixed) {
            return false;
        }
        boolean held = bytes == largest;
        largest = largest(company);
        before = bytes;
        // More than the usual size is an experiment.
        bytes = Math.min(held ? Math.max(bytes, usual) : bytes, largest);
        smallest = Math.min(smallest, bytes);
        return bytes != before;
    }

    /** The last choice was slower: takes it back, and never makes blocks as small again, or larger than usual. */
    void refuse() {
        if (bytes < before) {
            smallest = before;
        } else if (bytes > usual) {
            notSoLarge();
        }
        bytes = before;
    }

    private long notSoLarge() {
        aloneBytes = usual;
        largest = Math.min(largest, usual);
        return largest;
    }
}
