package io.quietcopy.engine.dd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the last bytes that a child process has printed. Never blocks and never throws, so that no child waits for its
 * output to be read and none fails because of it.
 *
 * <p>Thread-safe.
 */
final class Tail {
    private static final int KEPT_BYTES = 8 << 10;

    private final byte[] kept = new byte[KEPT_BYTES];
    private long total;

    /** Takes what can be read without waiting. */
    synchronized void drain(InputStream stream) {
        byte[] buffer = new byte[4096];
        try {
            while (stream.available() > 0) {
                int count = stream.read(buffer, 0, Math.min(buffer.length, stream.available()));
                for (int i = 0; i < count; i++) {
                    kept[(int) (total++ % KEPT_BYTES)] = buffer[i];
                }
            }
        } catch (IOException e) {
            // The pipe is closed: what it held is lost, and only text for people was in it.
        }
    }

    /** Returns what has been printed, or the end of it. */
    synchronized String text() {
        int length = (int) Math.min(total, KEPT_BYTES);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = kept[(int) ((total - length + i) % KEPT_BYTES)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
