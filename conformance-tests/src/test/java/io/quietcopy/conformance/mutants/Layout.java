package io.quietcopy.conformance.mutants;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.TransferSpec;

/** Decides what is done with which bytes: sizes of blocks, edges, and which zeroes are left out. Immutable. */
class Layout {
    static final int BLOCK_BYTES = OpenSide.BLOCK_BYTES;
    static final long MOST_ZEROES = 128 << 20;
    private static final long USUAL_BLOCK_BYTES = 256 << 10;
    private static final long USUAL_IN_FLIGHT_BYTES = 1 << 20;
    private static final int MOST_MEMBERS = 4;

    final TransferSpec spec;

    Layout(TransferSpec spec) {
        this.spec = spec;
    }

    /** Returns the bytes of one read and write. */
    int blockBytes() {
        long wanted = spec.blockBytes().orElse(Math.min(USUAL_BLOCK_BYTES, inFlightBytes()));
        return (int) Math.max(BLOCK_BYTES, AlignedRange.alignDown(wanted, BLOCK_BYTES));
    }

    long inFlightBytes() {
        return Math.min(
                spec.inFlightMaxBytes(),
                spec.inFlightBytes()
                        .orElse(Math.max(
                                USUAL_IN_FLIGHT_BYTES, spec.blockBytes().orElse(0))));
    }

    /** Returns how many blocks are in flight at a time. */
    int depth() {
        return (int) Math.max(1, Math.min(MOST_MEMBERS, inFlightBytes() / blockBytes()));
    }

    /** Returns whether zeroes are left out: only where they are there already, and nobody wants them written. */
    boolean skipsZeroes() {
        return readsOnly() || (spec.before() == TargetContent.ZERO && spec.zeroes() == ZeroPolicy.SPARSE);
    }

    /** Returns whether the storage may make zeroes, instead of having them written. */
    boolean storageMakesZeroes() {
        return spec.zeroes() != ZeroPolicy.WRITE;
    }

    boolean readsOnly() {
        return spec.target().isEmpty();
    }

    /** A stretch of bytes. */
    record Stretch(long sourceOffset, long targetOffset, long length) {
        private static Stretch of(AlignedRange.Part part) {
            return new Stretch(part.sourceOffset(), part.targetOffset(), part.lengthBytes());
        }

        Stretch first(long count) {
            return new Stretch(sourceOffset, targetOffset, count);
        }

        Stretch after(long count) {
            return new Stretch(sourceOffset + count, targetOffset + count, length - count);
        }
    }

    /**
     * An extent, cut.
     *
     * @param head bytes before the first block of the target
     * @param body whole blocks
     * @param tail bytes behind the last
     */
    record Cut(Stretch head, Stretch body, Stretch tail) {}

    Cut cut(Stretch extent) {
        if (readsOnly()) {
            return new Cut(extent.first(0), extent, extent.after(extent.length));
        }
        AlignedRange range =
                AlignedRange.of(extent.sourceOffset, extent.targetOffset, extent.length, BLOCK_BYTES, BLOCK_BYTES);
        Stretch head = Stretch.of(range.head());
        if (endsStagedFile(extent) && head.length < extent.length) {
            Stretch rest = extent.after(head.length);
            return new Cut(head, rest, rest.after(rest.length));
        }
        return new Cut(head, Stretch.of(range.body()), Stretch.of(range.tail()));
    }

    /** Behind the end of a staged file whole blocks may be written: the library cuts them off. */
    boolean endsStagedFile(Stretch extent) {
        return spec.staged()
                && extent.targetOffset + extent.length
                        == spec.target().orElseThrow().lengthBytes();
    }
}
