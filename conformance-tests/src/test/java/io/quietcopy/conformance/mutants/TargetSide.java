package io.quietcopy.conformance.mutants;

import static io.quietcopy.spi.AlignedRange.alignDown;
import static io.quietcopy.spi.AlignedRange.alignUp;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;

/** Writes whole blocks directly, and edges through the cache. */
class TargetSide extends OpenSide {
    private static final int FRUITLESS_WRITES = 3;

    final TransferSpec spec;
    private volatile boolean zeroingRefused;

    TargetSide(Side side, TransferSpec spec, Descriptors descriptors, Failures failures) {
        super(side, spec.cache(), descriptors, failures);
        this.spec = spec;
    }

    /** Writes a piece of a body. One that ends with a staged file may be shorter than its blocks: zeroes pad it. */
    void write(Memory memory, int length, long offset) throws CopyException {
        int whole = (int) alignUp(length, BLOCK_BYTES);
        pad(memory, length, whole - length);
        int count = isDirect() ? whole : length;
        writeAll(
                count,
                offset,
                (from, rest) -> move(
                        descriptor -> Kernel.write(descriptor, memory, from, rest, offset + from),
                        rest,
                        offset + from));
    }

    void pad(Memory memory, int from, int count) {
        memory.zero(from, count);
    }

    /** Writes exactly these bytes through the cache; {@link #settleEdge} takes them out of it again. */
    void writeEdge(Memory memory, int length, long offset) throws CopyException {
        writeAll(length, offset, (from, rest) -> Kernel.write(cached, memory, from, rest, offset + from));
    }

    private interface Part {
        int write(int from, int rest) throws CallFailedException, CopyException;
    }

    private void writeAll(int length, long offset, Part part) throws CopyException {
        int done = 0;
        int fruitless = 0;
        while (done < length) {
            int from = restartAfter(done);
            int now;
            try {
                now = from + part.write(from, length - from);
            } catch (CallFailedException e) {
                now = failed(offset + from, length, e);
            }
            if (now > done) {
                fruitless = 0;
            } else if (++fruitless == FRUITLESS_WRITES) {
                throw failures.of(ErrorCode.SHORT_COPY, side, offset + done, "a write moves nothing");
            }
            done = Math.max(done, afterWrite(now, length));
        }
    }

    /** Returns where a write goes on after a short one: direct I/O takes whole blocks only. */
    private int restartAfter(int done) {
        return isDirect() ? (int) alignDown(done, BLOCK_BYTES) : done;
    }

    /** Returns how far a piece is written when a call has come that far. */
    int afterWrite(int now, int length) {
        return now;
    }

    /** Tells of a write that failed. */
    int failed(long offset, int length, CallFailedException failure) throws CopyException {
        throw failures.ofTarget(side, offset, failure);
    }

    /** Writes, and takes what was written out of the cache, so that it is never more than what is in flight. */
    @Override
    int throughCache(Moving call, int count, long offset) throws CallFailedException {
        int moved = call.by(cached);
        if (keepsCacheClean()) {
            long start = alignDown(offset, BLOCK_BYTES);
            int length = (int) (alignUp(offset + moved, BLOCK_BYTES) - start);
            Kernel.writeBack(cached, start, length);
            evict(start, length);
        }
        return moved;
    }

    /** Forces edges to the storage. */
    void flushEdges(long offset) throws CopyException {
        try {
            Kernel.flush(cached);
        } catch (CallFailedException e) {
            throw failures.of(ErrorCode.FLUSH_FAILED, side, offset, e);
        }
    }

    /** Takes an edge out of the cache once it is on the storage. */
    void settleEdge(long offset) throws CopyException {
        try {
            evict(alignDown(offset, BLOCK_BYTES), BLOCK_BYTES);
        } catch (CallFailedException e) {
            throw failures.ofTarget(side, offset, e);
        }
    }

    /** Returns whether the storage may still be asked to make zeroes. */
    boolean canMakeZeroes() {
        return !zeroingRefused && isDirect();
    }

    /** Has the storage make zeroes; returns false if it does not know how. */
    boolean makeZeroes(long offset, long length) throws CopyException {
        try {
            Kernel.allocate(cached, zeroingMode(), offset, length);
            return true;
        } catch (CallFailedException e) {
            if (e.errno() != Kernel.EOPNOTSUPP) {
                throw failures.ofTarget(side, offset, e);
            }
            return zeroingRefused(offset, e);
        }
    }

    int zeroingMode() {
        return Kernel.ZERO_RANGE_KEEP_SIZE;
    }

    /** Remembers that the storage makes no zeroes; returns false: they have to be written. */
    boolean zeroingRefused(long offset, CallFailedException refusal) throws CopyException {
        zeroingRefused = true;
        return false;
    }
}
