package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;

/**
 * Compares the bytes of files and block devices. Holes that both sides share are skipped, so that a sparse file of a
 * tebibyte takes no longer than its data. Thread-safe.
 *
 * <p>It reads through the page cache: it fills the cache, and sees what is cached rather than what is stored. Measure
 * {@link Residency} before, and {@linkplain Residency#evict evict} both sides before comparing what is stored.
 */
public final class ByteCompare {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int DUMP_BYTES = 48;
    private static final int DUMP_LINE_BYTES = 16;

    private ByteCompare() {}

    /**
     * The first place where two sides differ.
     *
     * @param offsetBytes its distance from the beginning of the compared ranges, in bytes
     * @param message what is there on both sides, as a dump of the surrounding bytes
     */
    public record Difference(long offsetBytes, String message) {

        @Override
        public String toString() {
            return message;
        }
    }

    /**
     * Finds the first byte in which two files or devices differ; if one is shorter and otherwise equal, that is its end.
     *
     * @throws IOException if one cannot be read
     */
    public static Optional<Difference> firstDifference(Path a, Path b) throws IOException {
        return compare(a, 0, b, 0, Long.MAX_VALUE);
    }

    /**
     * Finds the first byte in which two ranges differ; if one side ends within the range and is otherwise equal, that is
     * its end.
     *
     * @param aOffsetBytes where the range begins in {@code a}, in bytes
     * @param bOffsetBytes where the range begins in {@code b}, in bytes
     * @param lengthBytes the length of both ranges, in bytes
     * @throws IOException if one cannot be read
     */
    public static Optional<Difference> firstDifference(
            Path a, long aOffsetBytes, Path b, long bOffsetBytes, long lengthBytes) throws IOException {
        if (aOffsetBytes < 0 || bOffsetBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "ranges of " + lengthBytes + " bytes at " + aOffsetBytes + " and " + bOffsetBytes);
        }
        return compare(a, aOffsetBytes, b, bOffsetBytes, lengthBytes);
    }

    /**
     * Fails if two files or devices differ.
     *
     * @throws AssertionFailedError if they do, with the place and a dump
     * @throws IOException if one cannot be read
     */
    public static void assertSame(Path a, Path b) throws IOException {
        fail(firstDifference(a, b));
    }

    /**
     * Fails if two ranges differ, like {@link #firstDifference(Path, long, Path, long, long)}.
     *
     * @throws AssertionFailedError if they do, with the place and a dump
     * @throws IOException if one cannot be read
     */
    public static void assertSame(Path a, long aOffsetBytes, Path b, long bOffsetBytes, long lengthBytes)
            throws IOException {
        fail(firstDifference(a, aOffsetBytes, b, bOffsetBytes, lengthBytes));
    }

    /**
     * Finds the first byte of a range that is not zero.
     *
     * @return its offset in the file, in bytes
     * @throws IOException if the file cannot be read, or ends within the range
     */
    public static Optional<Long> firstNonZero(Path file, long offsetBytes, long lengthBytes) throws IOException {
        try (Side side = new Side(file, offsetBytes)) {
            if (side.length < lengthBytes) {
                throw new IOException(file + " ends within the range of " + lengthBytes + " bytes at " + offsetBytes);
            }
            ByteBuffer zeroes = ByteBuffer.allocate(BUFFER_BYTES);
            long at = side.nextData(0, lengthBytes);
            while (at < lengthBytes) {
                ByteBuffer found = side.read(at, (int) Math.min(BUFFER_BYTES, lengthBytes - at));
                int mismatch = found.mismatch(zeroes.clear().limit(found.remaining()));
                if (mismatch >= 0) {
                    return Optional.of(offsetBytes + at + mismatch);
                }
                at = side.nextData(at + found.remaining(), lengthBytes);
            }
            return Optional.empty();
        }
    }

    private static void fail(Optional<Difference> difference) {
        if (difference.isPresent()) {
            throw new AssertionFailedError(difference.get().message);
        }
    }

    private static Optional<Difference> compare(Path a, long aOffset, Path b, long bOffset, long limit)
            throws IOException {
        try (Side left = new Side(a, aOffset);
                Side right = new Side(b, bOffset)) {
            long aLength = Math.min(limit, left.length);
            long bLength = Math.min(limit, right.length);
            long length = Math.min(aLength, bLength);
            long at = 0;
            while (true) {
                at = Math.min(left.nextData(at, length), right.nextData(at, length));
                if (at >= length) {
                    break;
                }
                int step = (int) Math.min(BUFFER_BYTES, length - at);
                ByteBuffer aBytes = left.read(at, step);
                ByteBuffer bBytes = right.read(at, step);
                int mismatch = aBytes.mismatch(bBytes);
                if (mismatch >= 0) {
                    return Optional.of(difference(left, right, at + mismatch, length));
                }
                at += step;
            }
            if (aLength == bLength) {
                return Optional.empty();
            }
            Side shorter = aLength < bLength ? left : right;
            Side longer = aLength < bLength ? right : left;
            return Optional.of(new Difference(
                    length,
                    shorter.path + " ends at " + (shorter.offset + length) + ", " + longer.path + " has "
                            + Math.abs(aLength - bLength) + " bytes more; equal so far"));
        }
    }

    private static Difference difference(Side a, Side b, long at, long length) throws IOException {
        long from = Math.max(0, at / DUMP_LINE_BYTES * DUMP_LINE_BYTES - DUMP_LINE_BYTES);
        int dumped = (int) Math.min(DUMP_BYTES, length - from);
        StringBuilder message = new StringBuilder()
                .append("first difference at ")
                .append(at)
                .append(" (0x")
                .append(Long.toHexString(at))
                .append(") of the compared range\n");
        for (Side side : new Side[] {a, b}) {
            message.append(side.path).append(":\n");
            dump(message, side.read(from, dumped), side.offset + from, (int) (at - from));
        }
        return new Difference(at, message.toString());
    }

    /** Lines of 16 bytes with their offset in the file; the byte in question has a star. */
    private static void dump(StringBuilder out, ByteBuffer bytes, long offset, int starred) {
        while (bytes.hasRemaining()) {
            out.append(String.format(Locale.ROOT, "  %010x ", offset + bytes.position()));
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < DUMP_LINE_BYTES && bytes.hasRemaining(); i++) {
                char mark = bytes.position() == starred ? '*' : ' ';
                int value = bytes.get() & 0xff;
                out.append(String.format(Locale.ROOT, "%c%02x", mark, value));
                text.append(value >= ' ' && value < 0x7f ? (char) value : '.');
            }
            out.append("  ").append(text).append('\n');
        }
    }

    /** One side of a comparison; offsets count from the beginning of its range. */
    private static final class Side implements AutoCloseable {

        private final Path path;
        private final long offset;
        private final long length;
        private final FileChannel channel;
        private final Libc.Descriptor descriptor;

        Side(Path path, long offset) throws IOException {
            this.path = path;
            this.offset = offset;
            this.descriptor = Libc.Descriptor.open(path, Libc.O_RDONLY);
            try {
                this.channel = FileChannel.open(path, StandardOpenOption.READ);
                this.length = Math.max(0, channel.size() - offset);
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        }

        long nextData(long at, long end) throws IOException {
            return Allocation.nextData(descriptor, offset + at, offset + end) - offset;
        }

        ByteBuffer read(long at, int bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(bytes);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + at + buffer.position()) < 0) {
                    throw new IOException(
                            path + " ended at " + (offset + at + buffer.position()) + " while it was read");
                }
            }
            return buffer.flip();
        }

        @Override
        public void close() throws IOException {
            descriptor.close();
            channel.close();
        }
    }
}
