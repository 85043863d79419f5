package io.quietcopy;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The ranges of a copy, streamed: millions of them need not be in memory at once.
 *
 * <p>The ranges must come sorted by target offset and must not overlap in the target; the copy checks both, and that each
 * lies within the source, in one pass before the target is touched. They are then read again, so each {@link #open()} must
 * give the same ranges. Implementations must allow several cursors at once; a cursor is used by one thread at a time.
 */
@FunctionalInterface
public interface CopyRanges {
    /**
     * Starts a pass over the ranges.
     *
     * @return a cursor before the first range, never null; the caller closes it
     * @throws IOException if the ranges cannot be read
     */
    Cursor open() throws IOException;

    /** One pass over the ranges. */
    interface Cursor extends Closeable {
        /**
         * Returns the next range.
         *
         * @return the next range, or null after the last
         * @throws IOException if the ranges cannot be read; the copy then fails with {@link ErrorCode#RANGES_UNREADABLE}
         */
        @org.jspecify.annotations.Nullable
        CopyRange next() throws IOException;
    }

    /**
     * Returns ranges held in memory.
     *
     * @param ranges the ranges, never null, copied
     * @return the ranges, never null
     */
    static CopyRanges of(List<CopyRange> ranges) {
        List<CopyRange> copy = List.copyOf(ranges);
        return () -> {
            Iterator<CopyRange> rest = copy.iterator();
            return new Cursor() {
                @Override
                public @org.jspecify.annotations.Nullable CopyRange next() {
                    return rest.hasNext() ? rest.next() : null;
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        };
    }
}
