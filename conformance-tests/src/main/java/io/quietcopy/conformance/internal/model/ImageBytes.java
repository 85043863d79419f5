package io.quietcopy.conformance.internal.model;

import io.quietcopy.testbed.SeededBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image holds, byte by byte, without the image: any part can be made again from a seed. Behind the last piece, to the
 * end of a device, it is data.
 *
 * <p>Immutable and thread-safe.
 */
public final class ImageBytes {
    private final List<Stretch> stretches;
    private final long seed;
    private final long lengthBytes;

    private ImageBytes(List<Stretch> stretches, long seed, long lengthBytes) {
        this.stretches = stretches;
        this.seed = seed;
        this.lengthBytes = lengthBytes;
    }

    /**
     * A part of an image that is all of one kind.
     *
     * @param kind what it holds
     * @param offsetBytes where it begins
     * @param lengthBytes its length
     */
    public record Stretch(Piece.Kind kind, long offsetBytes, long lengthBytes) {
        /** Returns the first byte behind it. */
        public long endBytes() {
            return offsetBytes + lengthBytes;
        }
    }

    /** Returns the image of these pieces. */
    public static ImageBytes of(List<Piece> pieces, long seed, long lengthBytes) {
        List<Stretch> stretches = new ArrayList<>();
        long at = 0;
        for (Piece piece : pieces) {
            stretches.add(new Stretch(piece.kind(), at, piece.lengthBytes()));
            at += piece.lengthBytes();
        }
        if (at < lengthBytes) {
            stretches.add(new Stretch(Piece.Kind.DATA, at, lengthBytes - at));
        }
        return new ImageBytes(stretches, seed, lengthBytes);
    }

    /** Returns the image's length. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** Returns the number from which the data follows. */
    public long seed() {
        return seed;
    }

    /** Returns the parts, from the beginning to the end. */
    public List<Stretch> stretches() {
        return stretches;
    }

    /** Fills the rest of the buffer with what the image holds from that offset on, zeroes behind its end. */
    public void fill(ByteBuffer buffer, long offsetBytes) {
        long at = offsetBytes;
        for (Stretch stretch : stretches) {
            if (stretch.endBytes() <= at || !buffer.hasRemaining()) {
                continue;
            }
            int count = (int) Math.min(buffer.remaining(), stretch.endBytes() - at);
            if (stretch.kind() == Piece.Kind.DATA) {
                ByteBuffer part = buffer.slice(buffer.position(), count);
                SeededBytes.fill(part, seed, at);
                buffer.position(buffer.position() + count);
            } else {
                zero(buffer, count);
            }
            at += count;
        }
        zero(buffer, buffer.remaining());
    }

    /** Returns the byte at an offset. */
    public byte byteAt(long offsetBytes) {
        for (Stretch stretch : stretches) {
            if (offsetBytes < stretch.endBytes()) {
                return stretch.kind() == Piece.Kind.DATA ? SeededBytes.of(seed, offsetBytes, 1)[0] : 0;
            }
        }
        return 0;
    }

    private static void zero(ByteBuffer buffer, int count) {
        for (int i = 0; i < count; i++) {
            buffer.put((byte) 0);
        }
    }
}
