package io.quietcopy.conformance.internal.model;

import io.quietcopy.TargetContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the target of a case holds before the copy, and what it has to hold afterwards.
 *
 * <p>A target in place is full of old bytes, outside the ranges in any case and within them unless the case says that it reads
 * as zero there. A large one has them only near the ends of ranges, so that it is made and compared in no time. Immutable and
 * thread-safe.
 */
public final class TargetBytes {
    /** Up to this length a target is full of old bytes. */
    private static final long FULL_BYTES = 64 << 20;

    private static final long MARGIN_BYTES = 128 << 10;

    private final List<Range> ranges;
    private final ImageBytes source;
    private final ImageBytes old;

    private TargetBytes(List<Range> ranges, ImageBytes source, ImageBytes old) {
        this.ranges = ranges;
        this.source = source;
        this.old = old;
    }

    /** Returns the target of a case. */
    public static TargetBytes of(CopyCase copyCase) {
        ImageBytes source = ImageBytes.of(
                copyCase.source(), copyCase.seed(), copyCase.from().roundUp(copyCase.sourceBytes()));
        long length = copyCase.targetBytes();
        List<Piece> pieces = copyCase.target() == TargetKind.STAGED
                ? (length == 0 ? List.of() : List.of(copyCase.allocated() ? Piece.zeroes(length) : Piece.hole(length)))
                : oldPieces(copyCase, length);
        return new TargetBytes(copyCase.ranges(), source, ImageBytes.of(pieces, copyCase.seed() + 1, length));
    }

    private static List<Piece> oldPieces(CopyCase copyCase, long length) {
        boolean full = length <= FULL_BYTES;
        boolean zero = copyCase.before() == TargetContent.ZERO;
        List<Piece> pieces = new ArrayList<>();
        long at = 0;
        for (Range range : copyCase.ranges()) {
            at = between(pieces, at, range.targetOffset(), full);
            if (zero) {
                pieces.add(Piece.hole(range.lengthBytes()));
            } else {
                between(pieces, 0, range.lengthBytes(), full);
            }
            at = range.targetEnd();
        }
        between(pieces, at, length, full);
        return pieces;
    }

    /** Adds old bytes, in the middle of a large stretch a hole. */
    private static long between(List<Piece> pieces, long from, long to, boolean full) {
        long length = to - from;
        if (full || length <= 2 * MARGIN_BYTES) {
            if (length > 0) {
                pieces.add(Piece.data(length));
            }
        } else {
            pieces.add(Piece.data(MARGIN_BYTES));
            pieces.add(Piece.hole(length - 2 * MARGIN_BYTES));
            pieces.add(Piece.data(MARGIN_BYTES));
        }
        return to;
    }

    /** Returns what the source holds. */
    public ImageBytes source() {
        return source;
    }

    /** Returns what the target holds before. */
    public ImageBytes old() {
        return old;
    }

    /** Returns the length of the target. */
    public long lengthBytes() {
        return old.lengthBytes();
    }

    /** Returns the range that covers a byte of the target, or null. */
    public @Nullable Range rangeAt(long offsetBytes) {
        for (Range range : ranges) {
            if (range.targetOffset() <= offsetBytes && offsetBytes < range.targetEnd()) {
                return range;
            }
        }
        return null;
    }

    /** Fills the rest of the buffer with what the target has to hold after the copy from that offset on. */
    public void fill(ByteBuffer buffer, long offsetBytes) {
        int start = buffer.position();
        long end = offsetBytes + buffer.remaining();
        old.fill(buffer, offsetBytes);
        for (Range range : ranges) {
            long from = Math.max(range.targetOffset(), offsetBytes);
            long to = Math.min(range.targetEnd(), end);
            if (from < to) {
                ByteBuffer part = buffer.slice(start + (int) (from - offsetBytes), (int) (to - from));
                source.fill(part, range.sourceOffset() + from - range.targetOffset());
            }
        }
    }

    /** Returns the stretches of the target that may hold anything but zeroes before or afterwards, unsorted. */
    public List<ImageBytes.Stretch> stretches() {
        List<ImageBytes.Stretch> all = new ArrayList<>();
        old.stretches().stream()
                .filter(stretch -> stretch.kind() == Piece.Kind.DATA)
                .forEach(all::add);
        for (Range range : ranges) {
            for (ImageBytes.Stretch stretch : source.stretches()) {
                long from = Math.max(stretch.offsetBytes(), range.sourceOffset());
                long to = Math.min(stretch.endBytes(), range.sourceEnd());
                if (stretch.kind() == Piece.Kind.DATA && from < to) {
                    long shift = range.targetOffset() - range.sourceOffset();
                    all.add(new ImageBytes.Stretch(Piece.Kind.DATA, from + shift, to - from));
                }
            }
        }
        return all;
    }
}
