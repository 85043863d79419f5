package io.quietcopy.engine.support;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.TransferSpec;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What becomes of zeroes in one session: left out where the target reads as zero, else made by the storage until it refuses,
 * else written.
 *
 * <p>Thread-safe.
 */
final class Zeroes {
    /** Larger steps stall others, and break some storage (ovirt-imageio has the same limit). */
    static final long STEP_BYTES = 128L << 20;

    /** Hashing a step must not take longer than a stop may wait. */
    private static final long DIGEST_STEP_BYTES = 32L << 20;

    private final ZeroPolicy policy;
    private final boolean skips;
    private final boolean digest;
    /** Held across the call: the storage is asked for one range at a time. */
    private final ReentrantLock making = new ReentrantLock();

    private volatile boolean makes;

    Zeroes(TransferSpec spec) {
        policy = spec.zeroes();
        digest = spec.digest().isPresent();
        boolean readOnly = spec.target().isEmpty();
        skips = readOnly || (policy == ZeroPolicy.SPARSE && spec.before() == TargetContent.ZERO);
        makes = !skips && policy != ZeroPolicy.WRITE;
    }

    /** Returns whether nothing need be done, since the target reads as zero. */
    boolean skips() {
        return skips;
    }

    /** Returns whether the storage may still be asked to make zeroes. */
    boolean makes() {
        return makes;
    }

    boolean keepAllocated() {
        return policy != ZeroPolicy.SPARSE;
    }

    /** The storage has no way to make zeroes. */
    void refused() {
        makes = false;
    }

    ReentrantLock making() {
        return making;
    }

    /** Returns how many bytes of zeroes are dealt with at a time. */
    long stepBytes(int blockBytes) {
        if (!skips && !makes) {
            return blockBytes;
        }
        return digest ? DIGEST_STEP_BYTES : STEP_BYTES;
    }
}
