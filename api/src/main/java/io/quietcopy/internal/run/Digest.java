package io.quietcopy.internal.run;

import io.quietcopy.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Makes a digest of bytes in order. Not thread-safe. */
final class Digest {

    private final @Nullable MessageDigest digest;
    private final CRC32C crc = new CRC32C();

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

    /** Takes the bytes from position to limit. */
    void update(ByteBuffer more) {
        if (digest != null) {
            digest.update(more);
        } else {
            crc.update(more);
        }
    }

    /** Ends it, and returns its hexadecimal digits. */
    String hex() {
        return digest != null
                ? HexFormat.of().formatHex(digest.digest())
                : HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
