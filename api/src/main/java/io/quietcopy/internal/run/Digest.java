package io.quietcopy.internal.run;

import io.quietcopy.DigestAlgorithm;
import io.quietcopy.spi.DigestSink;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Makes a digest of bytes in order. Not thread-safe. */
final class Digest implements DigestSink {
    private static final int ZEROES = 64 << 10;

    private final @Nullable MessageDigest digest;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer zeroes = ByteBuffer.allocate(ZEROES);
    private long bytes;

    private Digest(@Nullable MessageDigest digest) {
        this.digest = digest;
    }

    /** Starts a digest of any algorithm but {@link DigestAlgorithm#NONE}. */
    static Digest of(DigestAlgorithm algorithm) {
        try {
            return switch (algorithm) {
                case NONE -> throw new IllegalArgumentException("no digest has no bytes");
                case CRC32C -> new Digest(null);
                case MD5 -> new Digest(MessageDigest.getInstance("MD5"));
                case SHA_256 -> new Digest(MessageDigest.getInstance("SHA-256"));
                case SHA_512 -> new Digest(MessageDigest.getInstance("SHA-512"));
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks a digest that every Java has", e);
        }
    }

    @Override
    public void update(ByteBuffer more) {
        bytes += more.remaining();
        if (digest != null) {
            digest.update(more);
        } else {
            crc.update(more);
        }
    }

    @Override
    public void updateZeroes(long count) {
        long left = count;
        while (left > 0) {
            zeroes.clear().limit((int) Math.min(ZEROES, left));
            left -= zeroes.limit();
            update(zeroes);
        }
    }

    /** Returns how many bytes it has seen. */
    long bytes() {
        return bytes;
    }

    /** Ends it, and returns its hexadecimal digits. */
    String hex() {
        return digest != null ? HexFormat.of().formatHex(digest.digest()) : HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
