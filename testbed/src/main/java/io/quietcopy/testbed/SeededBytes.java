package io.quietcopy.testbed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Incompressible content that follows from a seed and the position alone, so that any range of it can be made again
 * without the rest. No aligned group of eight bytes is zero. Thread-safe.
 */
public final class SeededBytes {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private SeededBytes() {}

    /** Fills the rest of the buffer with the content from that offset on. */
    public static void fill(ByteBuffer buffer, long seed, long offsetBytes) {
        ByteOrder order = buffer.order();
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        long at = offsetBytes;
        while (buffer.hasRemaining()) {
            if (at % 8 == 0 && buffer.remaining() >= 8) {
                buffer.putLong(word(seed, at / 8));
                at += 8;
            } else {
                buffer.put((byte) (word(seed, at / 8) >>> (at % 8 * 8)));
                at++;
            }
        }
        buffer.order(order);
    }

    /** Returns so many bytes of the content from that offset on. */
    public static byte[] of(long seed, long offsetBytes, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        fill(ByteBuffer.wrap(bytes), seed, offsetBytes);
        return bytes;
    }

    /** The output function of SplitMix64. */
    private static long word(long seed, long index) {
        long z = seed + GOLDEN * (index + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return z == 0 ? GOLDEN : z;
    }
}
