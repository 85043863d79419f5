package io.quietcopy.spi;

import java.io.Closeable;
import java.io.IOException;

/**
 * One pass over the extents of a transfer. Used by one thread at a time.
 *
 * <p>Implemented by the library.
 */
public interface ExtentCursor extends Closeable {
    /** What an extent of the source is known to hold. */
    enum Content {
        /** Data. */
        DATA,
        /** A hole or unwritten space: it reads as zeroes. */
        ZERO,
        /** Nobody knows; an engine may look for zeroes. */
        UNKNOWN
    }

    /**
     * Moves to the next extent.
     *
     * @return false after the last
     * @throws IOException if the ranges or the map cannot be read
     */
    boolean next() throws IOException;

    /**
     * Returns where the extent starts in the source.
     *
     * @return bytes, at least 0
     */
    long sourceOffset();

    /**
     * Returns where the extent starts in the target.
     *
     * @return bytes, at least 0
     */
    long targetOffset();

    /**
     * Returns the length of the extent.
     *
     * @return bytes, at least 1
     */
    long lengthBytes();

    /**
     * Returns what the source holds there.
     *
     * @return the content, never null
     */
    Content content();
}
