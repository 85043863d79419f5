package io.quietcopy.conformance.mutants;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;

/**
 * A side of a transfer, open twice: for direct I/O where that works, and through the page cache for what direct I/O cannot do.
 * Thread-safe.
 */
abstract class OpenSide {
    /** Direct I/O is done in whole pages, which suits sectors of 512 and of 4096 bytes. */
    static final int BLOCK_BYTES = Memory.PAGE_BYTES;

    private static final int EVICTIONS = 50;

    /**
     * The descriptors of a side.
     *
     * @param cached one that goes through the cache
     * @param direct one that goes past it, or -1
     * @param mode how the side is accessed, and why
     */
    record Descriptors(int cached, int direct, SideMode mode) {}

    final Side side;
    final Failures failures;
    final int cached;
    final int direct;
    private final CachePolicy policy;
    private volatile SideMode mode;

    OpenSide(Side side, CachePolicy policy, Descriptors descriptors, Failures failures) {
        this.side = side;
        this.policy = policy;
        this.failures = failures;
        cached = descriptors.cached();
        direct = descriptors.direct();
        mode = descriptors.mode();
    }

    SideMode mode() {
        return mode;
    }

    boolean isDirect() {
        return mode.access() == Access.DIRECT;
    }

    /** Returns whether what goes through the cache has to leave it again. */
    boolean keepsCacheClean() {
        return policy != CachePolicy.BUFFERED;
    }

    /** A call that moves bytes by a descriptor, and returns how many. */
    interface Moving {
        int by(int descriptor) throws CallFailedException;
    }

    /** Makes a call by direct I/O, or as gently as it goes where that is refused. */
    int move(Moving call, int count, long offset) throws CallFailedException, CopyException {
        if (isDirect()) {
            try {
                return call.by(direct);
            } catch (CallFailedException e) {
                if (e.errno() != Kernel.EINVAL) {
                    throw e;
                }
                return refused(call, count, offset, e);
            }
        }
        return throughCache(call, count, offset);
    }

    /** Goes on where direct I/O is refused. */
    int refused(Moving call, int count, long offset, CallFailedException refusal)
            throws CallFailedException, CopyException {
        stepDown(offset, refusal);
        return throughCache(call, count, offset);
    }

    /** Makes a call of so many bytes through the page cache. */
    abstract int throughCache(Moving call, int count, long offset) throws CallFailedException;

    private void stepDown(long offset, CallFailedException refusal) throws CopyException {
        if (policy == CachePolicy.REQUIRE_DIRECT) {
            throw failures.of(ErrorCode.DIRECT_REFUSED, side, offset, refusal);
        }
        mode = SideMode.of(Access.BUFFERED_EVICTED, "direct I/O was refused at " + offset);
    }

    /** Drops clean pages from the cache; the kernel may need to be asked again while it still holds some. */
    void evict(long offset, int length) throws CallFailedException {
        for (int i = 0; i < EVICTIONS; i++) {
            Kernel.advise(cached, offset, length, Kernel.ADVICE_DONTNEED);
            if (!anyCached(Kernel.cachedPages(cached, offset, length))) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private static boolean anyCached(byte[] pages) {
        for (byte page : pages) {
            if ((page & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Closes both descriptors, also if one fails. */
    void close() throws CallFailedException {
        try {
            if (direct != -1) {
                Kernel.closeFile(direct);
            }
        } finally {
            Kernel.closeFile(cached);
        }
    }
}
