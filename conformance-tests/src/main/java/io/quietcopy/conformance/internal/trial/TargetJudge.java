package io.quietcopy.conformance.internal.trial;

import io.quietcopy.TargetContent;
import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.RecordingSink;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.trial.Comparison.Difference;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the target holds after a copy.
 *
 * <p>It is read twice: through the cache, as the next reader would see it, and from the storage. After a copy that ended before its
 * end each byte may be old or new, but nothing else, and new where it was told to be complete. Not thread-safe.
 */
final class TargetJudge {
    /** Up to this length all of a target is read. */
    private static final long ALL_BYTES = 64 << 20;

    /** The rule to blame where a session was only opened. */
    static final String OPENING = "E-OPEN-4";

    private static final int WORD_BYTES = 8;
    private static final int SEARCH_BYTES = 1 << 20;

    private final CopyCase copyCase;
    private final TargetBytes bytes;
    private final Books books;
    private final Evidence evidence;
    private final String blame;
    private long knownFrom;
    private long knownTo;
    private boolean knownCompleted;

    /** Makes a judge; {@code blame} is the rule that a wrong byte breaks unless it says more. */
    TargetJudge(CopyCase copyCase, TargetBytes bytes, Books books, Evidence evidence, String blame) {
        this.copyCase = copyCase;
        this.bytes = bytes;
        this.books = books;
        this.evidence = evidence;
        this.blame = blame;
    }

    /** Judges the target; {@code backing} is the regular file that holds its bytes. */
    void judge(Path target, Path backing, boolean complete) throws IOException {
        List<ImageBytes.Stretch> parts = parts(backing);
        judgePass(target, parts, complete, "as seen through the page cache");
        Residency.evict(target);
        judgePass(target, parts, complete, "as it lies on the storage");
        seen(complete);
    }

    /** Judges a target in the middle of a copy, while nothing is under way: new where it was told to be complete, else old. */
    void judgeHalfway(Path target, String rule) throws IOException {
        Comparison.Bytes expected = (buffer, offset) -> {
            int start = buffer.position();
            bytes.old().fill(buffer, offset);
            ByteBuffer fresh = ByteBuffer.allocate(buffer.position() - start);
            bytes.fill(fresh, offset);
            for (int i = 0; i < fresh.capacity(); i++) {
                if (books.isCompleted(offset + i)) {
                    buffer.put(start + i, fresh.get(i));
                }
            }
        };
        evidence.seen(rule);
        Comparison.first(target, 0, bytes.lengthBytes(), expected, (offset, found) -> false)
                .ifPresent(wrong -> evidence.broken(
                        rule,
                        books.isCompleted(wrong.offset())
                                ? "bytes were told to be complete, and are not there"
                                : "bytes have changed that were not told to be complete, while no permit was open",
                        wrong.told("target in the middle of the copy", origin(wrong, bytes.rangeAt(wrong.offset())))));
    }

    /** Compares what the target holds with what was hashed, where nobody can know beforehand what that is. */
    void compareWith(RecordingSink sink, Path target) throws IOException {
        evidence.seen("E-DIGEST-2");
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
            for (Range range : copyCase.ranges()) {
                ByteBuffer content = ByteBuffer.allocate((int) range.lengthBytes());
                while (content.hasRemaining() && channel.read(content, range.targetOffset() + content.position()) > 0) {
                    // until it is full or the file ends
                }
                digest.update(content.flip());
            }
        }
        if (!MessageDigest.isEqual(digest.digest(), sink.digest())) {
            evidence.broken(
                    "E-DIGEST-2",
                    "the source was overwritten while it was copied, and what was fed to the digest is"
                            + " not what was written to the target");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void seen(boolean complete) {
        evidence.seen("E-BYTES-2");
        if (!complete) {
            return;
        }
        evidence.seen(blame);
        if (copyCase.totalBytes() > 0 && !blame.equals("E-BYTES-1")) {
            evidence.seen("E-BYTES-1");
        }
        if (Extent.of(copyCase).stream().anyMatch(extent -> extent.content() == Content.ZERO)) {
            evidence.seen("E-ZERO-1");
            if (copyCase.before() == TargetContent.UNKNOWN) {
                evidence.seen("E-ZERO-2");
            }
        }
    }

    private void judgePass(Path target, List<ImageBytes.Stretch> parts, boolean complete, String view)
            throws IOException {
        Comparison.Excuse excuse = complete ? (offset, found) -> false : this::old;
        for (ImageBytes.Stretch part : parts) {
            Optional<Difference> wrong =
                    Comparison.first(target, part.offsetBytes(), part.endBytes(), bytes::fill, excuse);
            if (wrong.isPresent()) {
                tell(wrong.get(), complete, view);
                return;
            }
        }
    }

    /** Returns whether a byte may be like that after a copy that has not come to its end: old, and not told to be complete. */
    private boolean old(long offset, byte found) {
        if (offset < knownFrom || offset >= knownTo) {
            knownFrom = offset;
            knownTo = books.sameUntil(offset);
            knownCompleted = books.isCompleted(offset);
        }
        return !knownCompleted && bytes.rangeAt(offset) != null && bytes.old().byteAt(offset) == found;
    }

    private void tell(Difference wrong, boolean complete, String view) {
        Range range = bytes.rangeAt(wrong.offset());
        String origin = origin(wrong, range);
        WrongByte told = wrong.told("target " + view, origin);
        evidence.broken(rule(wrong, range, complete), message(wrong, range, complete), told);
    }

    private String rule(Difference wrong, @Nullable Range range, boolean complete) {
        if (blame.equals(OPENING)) {
            return blame; // nothing but open() and close() was called
        }
        if (range == null) {
            return "E-BYTES-2";
        }
        if (!complete) {
            return books.isCompleted(wrong.offset())
                    ? "E-PERMIT-3"
                    : copyCase.has(Event.Action.SHRINK) ? "E-SHORT-3" : "E-BYTES-2";
        }
        boolean zero = copyCase.map() == MapKind.EXACT && zeroExtent(wrong.offset());
        if (isOld(wrong) && wrong.expected().get(0) == 0 && copyCase.before() == TargetContent.UNKNOWN) {
            return "E-ZERO-2";
        }
        if (zero) {
            return "E-ZERO-1";
        }
        // Also where a check is about zeroes, data that is wrong is no zero.
        return blame.startsWith("E-ZERO-") ? "E-BYTES-1" : blame;
    }

    private boolean zeroExtent(long offset) {
        return Extent.of(copyCase).stream()
                .anyMatch(extent -> extent.content() == Content.ZERO
                        && extent.targetOffset() <= offset
                        && offset < extent.targetEnd());
    }

    private String message(Difference wrong, @Nullable Range range, boolean complete) {
        if (blame.equals(OPENING)) {
            return "a byte of the target has changed, and the session was never run";
        }
        if (range == null) {
            return "a byte outside the ranges has changed";
        }
        String where = "byte " + (wrong.offset() - range.targetOffset()) + " of range " + range;
        if (complete) {
            return where + " is wrong after a copy that succeeded";
        }
        return books.isCompleted(wrong.offset())
                ? where + " was told to be complete and is not there"
                : where + " is neither old nor new after a copy that failed";
    }

    private boolean isOld(Difference wrong) {
        return matches(wrong.found(), bytes.old()::fill, wrong.offset());
    }

    /** Says what the found bytes look like. */
    private String origin(Difference wrong, @Nullable Range range) {
        if (wrong.found().limit() == 0) {
            return "the end of the file";
        }
        if (isOld(wrong)) {
            return copyCase.target() == TargetKind.STAGED
                    ? "what the new file held before: zero"
                    : "what the target held before";
        }
        if (matches(wrong.found(), (buffer, at) -> zero(buffer), 0)) {
            return "zero";
        }
        long expected = range == null ? wrong.offset() : wrong.offset() - range.targetOffset() + range.sourceOffset();
        long place = inSource(wrong.found(), expected);
        if (place >= 0) {
            return "what the source has at " + place + ", " + Math.abs(place - expected) + " bytes "
                    + (place < expected ? "before" : "behind") + " the right place";
        }
        return "neither the source's, nor old, nor zero";
    }

    private static boolean matches(ByteBuffer found, Comparison.Bytes bytes, long offset) {
        ByteBuffer expected = ByteBuffer.allocate(Math.min(WORD_BYTES, found.limit()));
        bytes.fill(expected, offset);
        return expected.flip().mismatch(found.slice(0, expected.limit())) < 0;
    }

    private static void zero(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }

    /** Returns where the source has these bytes, near where they should have come from, or -1. */
    private long inSource(ByteBuffer found, long expected) {
        if (found.limit() < WORD_BYTES) {
            return -1;
        }
        long from = Math.max(0, expected - SEARCH_BYTES);
        int count = (int) Math.min(2 * SEARCH_BYTES, Math.max(0, bytes.source().lengthBytes() - from));
        ByteBuffer source = ByteBuffer.allocate(count);
        bytes.source().fill(source, from);
        long word = found.getLong(0);
        for (int at = 0; at + WORD_BYTES <= count; at++) {
            if (source.getLong(at) == word) {
                return from + at;
            }
        }
        return -1;
    }

    /** Returns what has to be read, sorted: of a large target only what may hold something. */
    private List<ImageBytes.Stretch> parts(Path backing) throws IOException {
        long length = bytes.lengthBytes();
        if (length <= ALL_BYTES) {
            return List.of(new ImageBytes.Stretch(Piece.Kind.DATA, 0, length));
        }
        List<ImageBytes.Stretch> parts = new ArrayList<>(bytes.stretches());
        for (Allocation.Range data : Allocation.dataRanges(backing)) {
            long end = Math.min(length, data.endBytes());
            if (data.offsetBytes() < end) {
                parts.add(new ImageBytes.Stretch(Piece.Kind.DATA, data.offsetBytes(), end - data.offsetBytes()));
            }
        }
        parts.sort(Comparator.comparingLong(ImageBytes.Stretch::offsetBytes));
        return parts;
    }
}
