package io.quietcopy.conformance.internal.drive;

import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.model.HexText;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.spi.DigestSink;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A digest sink that compares what it is fed with what the source holds, byte by byte in order of target offset. For one thread
 * at a time, as the SPI promises: it sees to it.
 */
public final class RecordingSink implements DigestSink {
    private static final long MOST_ZEROES = 128L << 20;
    private static final int PART_BYTES = 1 << 20;

    private final List<Range> ranges;
    private final ImageBytes source;
    private final Evidence evidence;
    private final boolean compares;
    private final AtomicBoolean inUse = new AtomicBoolean();
    private final MessageDigest digest;
    private final AtomicLong fedBytes = new AtomicLong();
    private int range;
    private long done;

    /**
     * Makes a sink.
     *
     * @param compares whether the source stays as it is, so that what is fed can be compared with it
     */
    public RecordingSink(List<Range> ranges, ImageBytes source, Evidence evidence, boolean compares) {
        this.ranges = ranges;
        this.source = source;
        this.evidence = evidence;
        this.compares = compares;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void update(ByteBuffer bytes) {
        enter();
        try {
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), PART_BYTES);
                ByteBuffer part = bytes.slice(bytes.position(), count);
                bytes.position(bytes.position() + count);
                take(part);
            }
        } finally {
            inUse.set(false);
        }
    }

    @Override
    public void updateZeroes(long count) {
        enter();
        try {
            if (count > MOST_ZEROES) {
                evidence.broken(
                        "E-DIGEST-4",
                        count + " zeroes were fed to the digest at once; at most " + MOST_ZEROES + " may");
            }
            for (long left = count; left > 0; left -= PART_BYTES) {
                take(ByteBuffer.allocate((int) Math.min(left, PART_BYTES)));
            }
        } finally {
            inUse.set(false);
        }
    }

    private void enter() {
        if (!inUse.compareAndSet(false, true)) {
            evidence.broken("E-DIGEST-1", "two threads fed the digest at the same time");
        }
    }

    private void take(ByteBuffer part) {
        digest.update(part.duplicate());
        fedBytes.addAndGet(part.remaining());
        while (part.hasRemaining()) {
            if (range == ranges.size()) {
                evidence.broken("E-DIGEST-1", "more bytes were fed to the digest than the extents have");
                return;
            }
            Range now = ranges.get(range);
            int count = (int) Math.min(part.remaining(), now.lengthBytes() - done);
            if (compares) {
                compare(part.slice(part.position(), count), now.sourceOffset() + done);
            }
            part.position(part.position() + count);
            done += count;
            if (done == now.lengthBytes()) {
                range++;
                done = 0;
            }
        }
    }

    private void compare(ByteBuffer fed, long sourceOffset) {
        ByteBuffer expected = ByteBuffer.allocate(fed.remaining());
        source.fill(expected, sourceOffset);
        expected.flip();
        int at = expected.mismatch(fed);
        if (at >= 0) {
            WrongByte wrong = WrongByte.of(
                    "digest's input, at the source's offset",
                    sourceOffset + at,
                    HexText.of(expected, at),
                    HexText.of(fed, at),
                    "not what the source has there");
            evidence.broken("E-DIGEST-1", "the digest was fed other bytes than the source has, in its order", wrong);
        }
    }

    /** Returns how many bytes were fed. */
    public long fedBytes() {
        return fedBytes.get();
    }

    /** Returns the SHA-256 of all that was fed, once. */
    public byte[] digest() {
        return digest.digest();
    }
}
