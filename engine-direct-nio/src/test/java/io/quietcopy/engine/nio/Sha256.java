package io.quietcopy.engine.nio;

import io.quietcopy.spi.DigestSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A sink that hashes. */
final class Sha256 implements DigestSink {
    private final MessageDigest digest;

    Sha256() throws NoSuchAlgorithmException {
        digest = MessageDigest.getInstance("SHA-256");
    }

    static String of(Path file) throws IOException, NoSuchAlgorithmException {
        Sha256 sink = new Sha256();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sink.update(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        return sink.hex();
    }

    @Override
    public void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    @Override
    public void updateZeroes(long count) {
        byte[] zeroes = new byte[1 << 16];
        for (long left = count; left > 0; left -= zeroes.length) {
            digest.update(zeroes, 0, (int) Math.min(left, zeroes.length));
        }
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
