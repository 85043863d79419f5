package io.quietcopy.spi;

import java.io.IOException;
import java.util.OptionalLong;

/** What the page cache holds of one file or device. Implementations are thread-safe. */
public interface CachedPages {
    /**
     * Counts what is cached of a range.
     *
     * @param offsetBytes where the range starts, at least 0
     * @param lengthBytes how long it is, at least 1
     * @return bytes in whole pages, or empty if the system does not tell
     * @throws IOException if it cannot be found out
     */
    OptionalLong residentBytes(long offsetBytes, long lengthBytes) throws IOException;

    /**
     * Drops the pages in which bytes of a range lie, as far as they have been written back and nobody holds them. Makes nothing
     * durable, and waits for moments only.
     *
     * @param offsetBytes where the range starts, at least 0
     * @param lengthBytes how long it is, at least 1
     * @throws IOException if the system refuses
     */
    void drop(long offsetBytes, long lengthBytes) throws IOException;
}
