package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.model.HexText;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Finds the first byte of a file or device that is not what it should be. Thread-safe. */
final class Comparison {
    private static final int PART_BYTES = 256 << 10;

    /** Longer holes of a source are taken on trust; reading them would take seconds. */
    private static final long LONG_HOLE_BYTES = 64 << 20;

    /** Fills the rest of a buffer with what should be at an offset. */
    @FunctionalInterface
    interface Bytes {
        void fill(ByteBuffer buffer, long offset);
    }

    /**
     * A byte that differs.
     *
     * @param offset where
     * @param expected what should be there and behind, from position 0
     * @param found what is there and behind, from position 0
     */
    record Difference(long offset, ByteBuffer expected, ByteBuffer found) {
        WrongByte told(String place, String origin) {
            return WrongByte.of(place, offset, HexText.of(expected, 0), HexText.of(found, 0), origin);
        }
    }

    private Comparison() {}

    /** Says whether a byte that differs is all right nevertheless. */
    @FunctionalInterface
    interface Excuse {
        boolean holds(long offset, byte found);
    }

    /** Compares a part of a file; where the file ends early, the difference is at its end, with nothing found. */
    static Optional<Difference> first(Path file, long start, long end, Bytes bytes, Excuse excuse) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return first(channel, start, end, bytes, excuse);
        }
    }

    private static Optional<Difference> first(FileChannel channel, long start, long end, Bytes bytes, Excuse excuse)
            throws IOException {
        ByteBuffer expected = ByteBuffer.allocateDirect(PART_BYTES);
        ByteBuffer found = ByteBuffer.allocateDirect(PART_BYTES);
        for (long at = start; at < end; at += expected.limit()) {
            int count = (int) Math.min(PART_BYTES, end - at);
            bytes.fill(expected.clear().limit(count), at);
            expected.flip();
            found.clear().limit(count);
            while (found.hasRemaining() && channel.read(found, at + found.position()) > 0) {
                // until it is full or the file ends
            }
            found.flip();
            int mismatch = mismatch(expected, found, at, excuse);
            if (mismatch >= 0) {
                return Optional.of(new Difference(
                        at + mismatch, rest(expected, mismatch), rest(found, Math.min(mismatch, found.limit()))));
            }
        }
        return Optional.empty();
    }

    private static int mismatch(ByteBuffer expected, ByteBuffer found, long offset, Excuse excuse) {
        int at = expected.mismatch(found);
        while (at >= 0 && at < found.limit() && at < expected.limit()) {
            if (expected.get(at) != found.get(at) && !excuse.holds(offset + at, found.get(at))) {
                return at;
            }
            at++;
        }
        return found.limit() < expected.limit() ? found.limit() : -1;
    }

    private static ByteBuffer rest(ByteBuffer buffer, int index) {
        return buffer.slice(index, buffer.limit() - index);
    }

    /** Compares an image with the file that should hold it. */
    static Optional<Difference> first(Path file, ImageBytes image) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (ImageBytes.Stretch stretch : image.stretches()) {
                Optional<Difference> wrong =
                        stretch.kind() == Piece.Kind.HOLE && stretch.lengthBytes() > LONG_HOLE_BYTES
                                ? Optional.empty()
                                : first(
                                        channel,
                                        stretch.offsetBytes(),
                                        stretch.endBytes(),
                                        image::fill,
                                        (offset, found) -> false);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }
}
