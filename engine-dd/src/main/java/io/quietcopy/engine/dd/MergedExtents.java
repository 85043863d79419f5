package io.quietcopy.engine.dd;

import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.ExtentCursor;
import java.io.Closeable;
import java.io.IOException;

/**
 * Joins extents that continue each other on both sides and are of one content: each dd costs some milliseconds, and a list of
 * changed blocks often names neighbours one by one.
 *
 * <p>Not thread-safe.
 */
final class MergedExtents implements Closeable {
    /** One extent. */
    record Extent(long sourceOffset, long targetOffset, long lengthBytes, ExtentCursor.Content content) {
        /** What is left of a part behind its first bytes. */
        Extent(AlignedRange.Part part, long done) {
            this(
                    part.sourceOffset() + done,
                    part.targetOffset() + done,
                    part.lengthBytes() - done,
                    ExtentCursor.Content.DATA);
        }

        boolean continuedBy(ExtentCursor next) {
            return next.content() == content
                    && next.sourceOffset() == sourceOffset + lengthBytes
                    && next.targetOffset() == targetOffset + lengthBytes;
        }

        Extent from(long done) {
            return new Extent(sourceOffset + done, targetOffset + done, lengthBytes - done, content);
        }
    }

    private final ExtentCursor cursor;
    private boolean ahead;

    MergedExtents(ExtentCursor cursor) throws IOException {
        this.cursor = cursor;
        ahead = cursor.next();
    }

    boolean hasNext() {
        return ahead;
    }

    Extent next() throws IOException {
        Extent extent =
                new Extent(cursor.sourceOffset(), cursor.targetOffset(), cursor.lengthBytes(), cursor.content());
        ahead = cursor.next();
        while (ahead && extent.continuedBy(cursor)) {
            extent = new Extent(
                    extent.sourceOffset(),
                    extent.targetOffset(),
                    extent.lengthBytes() + cursor.lengthBytes(),
                    extent.content());
            ahead = cursor.next();
        }
        return extent;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
