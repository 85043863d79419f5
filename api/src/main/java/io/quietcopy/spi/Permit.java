package io.quietcopy.spi;

/**
 * The right to have bytes in flight, from {@link TransferControl#acquire} until {@link #close()}.
 *
 * <p>Implemented by the library. Its life is the latency that pacing sees, so an engine acquires just before the first
 * system call and closes just after the last. Used by one thread at a time.
 */
public interface Permit extends AutoCloseable {
    /** What became of bytes. */
    enum How {
        /** Read and written, or read in a transfer that only reads. */
        COPIED,
        /** Made zero in the target. */
        ZEROED,
        /** Left alone, because the target reads as zero there already. */
        SKIPPED,
        /** Shared with the source. */
        SHARED
    }

    /**
     * Returns how many bytes may move.
     *
     * @return bytes, at least 1
     */
    long bytes();

    /**
     * Tells that bytes are complete in the target. May be called more than once, for up to {@link #bytes()} in all.
     *
     * @param targetOffset where they start in the target (in a transfer that only reads: in the source)
     * @param bytes how many, at least 1
     * @param how what became of them, never null
     * @throws IllegalStateException if it is more than was permitted, or the permit is closed: a bug of the engine, which
     *     fails the copy
     */
    void completed(long targetOffset, long bytes, How how);

    /** Gives back what was not completed. A second call does nothing. */
    @Override
    void close();
}
