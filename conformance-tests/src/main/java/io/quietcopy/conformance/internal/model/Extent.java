package io.quietcopy.conformance.internal.model;

import io.quietcopy.spi.ExtentCursor.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a range, as an engine is told of it.
 *
 * @param sourceOffset where it begins in the source
 * @param targetOffset where it begins in the target
 * @param lengthBytes its length, at least 1
 * @param content what is known of it
 */
public record Extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {
    /** Returns the extents of a case, as the library would cut them with such a map. */
    public static List<Extent> of(CopyCase copyCase) {
        List<Extent> extents = new ArrayList<>();
        ImageBytes source = TargetBytes.of(copyCase).source();
        for (Range range : copyCase.ranges()) {
            switch (copyCase.map()) {
                case DATA -> extents.add(whole(range, Content.DATA));
                case UNKNOWN -> extents.add(whole(range, Content.UNKNOWN));
                case EXACT -> cut(range, source, extents);
            }
        }
        return extents;
    }

    private static Extent whole(Range range, Content content) {
        return new Extent(range.sourceOffset(), range.targetOffset(), range.lengthBytes(), content);
    }

    private static void cut(Range range, ImageBytes source, List<Extent> extents) {
        for (ImageBytes.Stretch stretch : source.stretches()) {
            long from = Math.max(stretch.offsetBytes(), range.sourceOffset());
            long to = Math.min(stretch.endBytes(), range.sourceEnd());
            if (from < to) {
                long shift = range.targetOffset() - range.sourceOffset();
                Content content = stretch.kind() == Piece.Kind.HOLE ? Content.ZERO : Content.DATA;
                extents.add(new Extent(from, from + shift, to - from, content));
            }
        }
    }

    /** Returns the first byte behind it in the target. */
    public long targetEnd() {
        return targetOffset + lengthBytes;
    }
}
