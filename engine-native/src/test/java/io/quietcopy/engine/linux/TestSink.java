package io.quietcopy.engine.linux;

import io.quietcopy.spi.DigestSink;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of what comes. */
final class TestSink implements DigestSink {
    private final MessageDigest digest = sha();
    private long bytes;

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(byte[] content) {
        return HexFormat.of().formatHex(sha().digest(content));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void update(ByteBuffer source) {
        bytes += source.remaining();
        digest.update(source);
    }

    @Override
    public void updateZeroes(long count) {
        bytes += count;
        byte[] zeroes = new byte[8192];
        for (long left = count; left > 0; left -= zeroes.length) {
            digest.update(zeroes, 0, (int) Math.min(left, zeroes.length));
        }
    }
}
