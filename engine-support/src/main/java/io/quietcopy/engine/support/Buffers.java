package io.quietcopy.engine.support;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The buffers of one run, which together hold no more than the window may ever let into flight. While a worker changes
 * its buffer for one of another size, both exist.
 *
 * <p>Thread-safe.
 */
final class Buffers {
    private final AlignedMemory memory;
    private final long mostBytes;
    private long heldBytes;

    /**
     * Starts without any.
     *
     * @param mostBytes the most bytes of blocks; one buffer may be larger than that if it is the only one
     */
    Buffers(AlignedMemory memory, long mostBytes) {
        this.memory = memory;
        this.mostBytes = mostBytes;
    }

    /**
     * Returns a new buffer for blocks, or empty if there may be no more.
     *
     * @throws OutOfMemoryError if the machine has no more
     */
    synchronized Optional<ByteBuffer> take(Sizes sizes) {
        if (heldBytes > 0 && heldBytes + sizes.blockBytes() > mostBytes) {
            return Optional.empty();
        }
        ByteBuffer buffer = memory.allocate(sizes.bufferBytes(), sizes.alignment());
        heldBytes += sizes.blockBytes();
        return Optional.of(buffer);
    }

    /** Returns a buffer for blocks of another size instead of one that is not used any more, or empty if that one has to do. */
    synchronized Optional<ByteBuffer> change(ByteBuffer old, Sizes oldSizes, Sizes sizes) {
        long after = heldBytes - oldSizes.blockBytes() + sizes.blockBytes();
        if (after > Math.max(mostBytes, heldBytes)) {
            return Optional.empty();
        }
        ByteBuffer buffer;
        try {
            buffer = memory.allocate(sizes.bufferBytes(), sizes.alignment());
        } catch (OutOfMemoryError e) {
            return Optional.empty();
        }
        memory.free(old);
        heldBytes = after;
        return Optional.of(buffer);
    }
}
