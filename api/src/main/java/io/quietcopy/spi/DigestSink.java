package io.quietcopy.spi;

import java.nio.ByteBuffer;

/**
 * Takes the bytes of a transfer in order of target offset.
 *
 * <p>Implemented by the library. Not thread-safe: one thread at a time.
 */
public interface DigestSink {
    /**
     * Takes the next bytes.
     *
     * @param bytes the bytes from position to limit, never null; the position moves to the limit
     */
    void update(ByteBuffer bytes);

    /**
     * Takes zeroes.
     *
     * @param count how many, at least 0
     */
    void updateZeroes(long count);
}
