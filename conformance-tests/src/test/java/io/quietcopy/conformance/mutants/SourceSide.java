package io.quietcopy.conformance.mutants;

import static io.quietcopy.spi.AlignedRange.alignDown;
import static io.quietcopy.spi.AlignedRange.alignUp;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;

/** Reads whole blocks that cover what is wanted, and throws the rest away. */
class SourceSide extends OpenSide {
    /** A read that brings nothing new this many times has come to the end. */
    static final int FRUITLESS_READS = 3;

    SourceSide(Side side, CachePolicy policy, Descriptors descriptors, Failures failures) {
        super(side, policy, descriptors, failures);
        // The kernel shall not read ahead what nobody would evict.
        Kernel.advise(cached, 0, 0, Kernel.ADVICE_RANDOM);
    }

    /** Reads bytes; they lie at the front of the memory afterwards. */
    void read(Memory memory, long offset, int length) throws CopyException {
        long start = alignDown(offset, BLOCK_BYTES);
        int skip = (int) (offset - start);
        int wanted = skip + length;
        int asked = (int) alignUp(wanted, BLOCK_BYTES);
        int got = 0;
        int fruitless = 0;
        while (got < wanted) {
            int now = alignDownTo(got) + readOnce(memory, alignDownTo(got), asked, start);
            if (now > got) {
                fruitless = 0;
                got = now;
            } else if (++fruitless >= FRUITLESS_READS) {
                got = ended(memory, start, got, wanted);
            }
        }
        memory.moveToFront(skip, length);
    }

    /** Returns where a read goes on after a short one: direct I/O takes whole blocks only. */
    int alignDownTo(int got) {
        return (int) alignDown(got, BLOCK_BYTES);
    }

    int readOnce(Memory memory, int from, int asked, long start) throws CopyException {
        long offset = start + from;
        try {
            return move(
                    descriptor -> Kernel.read(descriptor, memory, from, asked - from, offset), asked - from, offset);
        } catch (CallFailedException e) {
            return failed(offset, e);
        }
    }

    /** Tells of a read that failed. */
    int failed(long offset, CallFailedException failure) throws CopyException {
        throw failures.ofSource(side, offset, failure);
    }

    /** Tells that the source ends before what is wanted of it. */
    int ended(Memory memory, long start, int got, int wanted) throws CopyException {
        throw failures.of(ErrorCode.SOURCE_SHRANK, side, start + got, "the source ends at " + (start + got));
    }

    /** Reads, and takes out of the cache what was not there before; one at a time, since blocks may share a page. */
    @Override
    synchronized int throughCache(Moving call, int count, long offset) throws CallFailedException {
        if (!keepsCacheClean()) {
            return call.by(cached);
        }
        byte[] before = Kernel.cachedPages(cached, offset, count);
        int moved = call.by(cached);
        for (int page = 0; page * BLOCK_BYTES < moved; page++) {
            if ((before[page] & 1) == 0) {
                evict(offset + (long) page * BLOCK_BYTES, BLOCK_BYTES);
            }
        }
        return moved;
    }
}
