package io.quietcopy.engine.nio;

import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;

/** Finds out beforehand whether a transfer has ends of ranges that cannot be written directly. */
final class CachedEdges {
    private static final int PAGE_BYTES = 4096;

    private CachedEdges() {}

    /** Returns whether they lie in more than one page. Reads the extents, but no further than it must. */
    static boolean moreThanOne(TransferSpec spec, int sectorBytes) throws IOException {
        long page = -1;
        long sourceEnd = -1;
        long targetEnd = -1;
        try (ExtentCursor extents = spec.extents()) {
            boolean more = extents.next();
            while (more || targetEnd >= 0) {
                boolean joined = more && extents.sourceOffset() == sourceEnd && extents.targetOffset() == targetEnd;
                if (!joined) {
                    // The stretch before ends here, and another one starts.
                    for (long end : new long[] {targetEnd, more ? extents.targetOffset() : -1}) {
                        if (end >= 0 && end % sectorBytes != 0) {
                            if (page >= 0 && page != end / PAGE_BYTES) {
                                return true;
                            }
                            page = end / PAGE_BYTES;
                        }
                    }
                }
                if (!more) {
                    return false;
                }
                sourceEnd = extents.sourceOffset() + extents.lengthBytes();
                targetEnd = extents.targetOffset() + extents.lengthBytes();
                more = extents.next();
            }
            return false;
        }
    }
}
