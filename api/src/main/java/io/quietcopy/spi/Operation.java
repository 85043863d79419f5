package io.quietcopy.spi;

/** What a permit is asked for. */
public enum Operation {
    /** Bytes are read from the source and written to the target. Counts against the pace. */
    COPY,
    /**
     * Bytes are copied as a stream, one block after another, so that no more than one block of them is in flight at any time.
     * Counts against the pace in full, against the bytes in flight as one block.
     */
    STREAM,
    /** Bytes are read only. Counts against the pace. */
    READ,
    /** The storage makes zeroes or shares blocks, or nothing needs doing: no data moves, and the pace does not count it. */
    ZERO
}
