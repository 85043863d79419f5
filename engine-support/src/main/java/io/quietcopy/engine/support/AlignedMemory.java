package io.quietcopy.engine.support;

import java.nio.ByteBuffer;

/**
 * Where the buffers of one session come from. The session asks for a buffer for each worker, gives it back when blocks of
 * another size are better, and closes the memory when nothing is under way any more: never under a call that hangs.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public interface AlignedMemory extends AutoCloseable {
    /**
     * Returns a new buffer.
     *
     * @param bytes its capacity, a multiple of {@code alignmentBytes}
     * @param alignmentBytes the alignment of its address, a power of two
     * @return a direct buffer at position 0 that has been written to at least once (on btrfs a direct read into untouched
     *     memory goes through the page cache), never null
     * @throws OutOfMemoryError if there is none
     */
    ByteBuffer allocate(int bytes, int alignmentBytes);

    /**
     * Takes a buffer back, whose memory the next ones may be made of. It must not be used any more.
     *
     * @param buffer the very buffer that {@link #allocate} returned
     */
    void free(ByteBuffer buffer);

    /** Frees all buffers. They must not be used any more. */
    @Override
    void close();
}
