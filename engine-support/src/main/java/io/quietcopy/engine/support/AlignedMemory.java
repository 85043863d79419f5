package io.quietcopy.engine.support;

import java.nio.ByteBuffer;

/**
 * Where the buffers of one session come from. The session asks for a buffer for each worker, keeps it for as long as it runs,
 * and closes the memory when nothing is under way any more: never under a call that hangs.
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

    /** Frees all buffers. They must not be used any more. */
    @Override
    void close();
}
