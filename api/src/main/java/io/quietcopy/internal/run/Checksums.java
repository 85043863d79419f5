package io.quietcopy.internal.run;

import io.quietcopy.DigestAlgorithm;
import io.quietcopy.spi.DigestSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The digest that was asked for, and a CRC-32C of each piece of {@value #PIECE_BYTES} bytes by which verification can say where a
 * difference is: 4 bytes for 4 MiB, so 1 MiB of memory for 1 TiB. Not thread-safe.
 */
final class Checksums implements DigestSink {
    /** What a difference is narrowed down to. */
    static final int PIECE_BYTES = 4 << 20;

    private final @Nullable Digest digest;
    private final CRC32C piece = new CRC32C();
    private final ByteBuffer zeroes = ByteBuffer.allocate(64 << 10);
    private int[] pieces = new int[16];
    private int count;
    private long bytes;

    Checksums(DigestAlgorithm algorithm) {
        digest = algorithm == DigestAlgorithm.NONE ? null : Digest.of(algorithm);
    }

    @Override
    public void update(ByteBuffer more) {
        if (digest != null) {
            digest.update(more.duplicate());
        }
        while (more.hasRemaining()) {
            int free = PIECE_BYTES - (int) (bytes % PIECE_BYTES);
            int taken = Math.min(free, more.remaining());
            int limit = more.limit();
            more.limit(more.position() + taken);
            piece.update(more);
            more.limit(limit);
            bytes += taken;
            if (taken == free) {
                endPiece();
            }
        }
    }

    @Override
    public void updateZeroes(long number) {
        long left = number;
        while (left > 0) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), left));
            left -= zeroes.limit();
            update(zeroes);
        }
    }

    private void endPiece() {
        if (count == pieces.length) {
            pieces = Arrays.copyOf(pieces, count * 2);
        }
        pieces[count++] = (int) piece.getValue();
        piece.reset();
    }

    /** Ends it. */
    void end() {
        if (bytes % PIECE_BYTES != 0) {
            endPiece();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Returns the digest in hexadecimal digits, or null if none was asked for. Only once. */
    @Nullable
    String hex() {
        return digest == null ? null : digest.hex();
    }

    /** Returns where, counted in the bytes seen, the first piece that differs starts; empty if all are equal. */
    OptionalLong firstDifference(Checksums other) {
        int mismatch = Arrays.mismatch(pieces, 0, count, other.pieces, 0, other.count);
        return mismatch < 0 ? OptionalLong.empty() : OptionalLong.of((long) mismatch * PIECE_BYTES);
    }
}
