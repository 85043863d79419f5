package io.quietcopy.spi;

/**
 * Cuts a range into the body that direct I/O can take on both sides, and the edges before and behind it that it cannot.
 *
 * <p>Two ranges are <em>congruent</em> if a block boundary on one side is one on the other side too. Then the body is aligned
 * on both sides:
 *
 * <pre>{@code
 *   source  |   ooo|ooooooo|ooooooo|ooooooo|oo     |
 *               '-.-'----------.----------'-.'
 *               head          body         tail
 *               .-'-.----------'----------.-'.
 *   target  |   ooo|ooooooo|ooooooo|ooooooo|oo     |
 * }</pre>
 *
 * <p>Otherwise the body is aligned on the target only, and each part is read by a {@linkplain Part#coveringRead covering
 * read}: whole blocks of the source, of which some bytes at the front and at the back are thrown away.
 *
 * <pre>{@code
 *   source  |ooo....|.......|.......|.......|..ooooo|    o  read, thrown away
 *               '-.-'----------.----------'-.'          .  read, wanted
 *   target  |   ...|.......|.......|.......|..     |
 * }</pre>
 *
 * <p>Head and tail are each shorter than one block (the larger of the two sides' blocks). They are never to be written as a
 * whole block, for that would write bytes outside the range. A range with no whole block has an empty body, and one that
 * lies within a block is all head. Where a side has no alignment (it is not accessed by direct I/O) its block is 1 byte.
 *
 * <p>Pure arithmetic: immutable and thread-safe.
 */
public final class AlignedRange {
    private final boolean congruent;
    private final Part head;
    private final Part body;
    private final Part tail;

    private AlignedRange(boolean congruent, Part head, Part body, Part tail) {
        this.congruent = congruent;
        this.head = head;
        this.body = body;
        this.tail = tail;
    }

    /**
     * Cuts a range.
     *
     * @param sourceOffset where the range starts in the source, at least 0
     * @param targetOffset where it starts in the target, at least 0
     * @param lengthBytes its length, at least 0
     * @param sourceBlockBytes the alignment that direct I/O needs on the source, a power of two; 1 for none
     * @param targetBlockBytes the alignment that direct I/O needs on the target, a power of two; 1 for none
     * @return the parts, never null
     * @throws IllegalArgumentException if an argument is not in its range, or the range ends less than a block before
     *     {@link Long#MAX_VALUE}
     */
    public static AlignedRange of(
            long sourceOffset, long targetOffset, long lengthBytes, int sourceBlockBytes, int targetBlockBytes) {
        requireBlock(sourceBlockBytes);
        requireBlock(targetBlockBytes);
        int smaller = Math.min(sourceBlockBytes, targetBlockBytes);
        int larger = Math.max(sourceBlockBytes, targetBlockBytes);
        long most = Long.MAX_VALUE - larger - lengthBytes;
        if (lengthBytes < 0 || sourceOffset < 0 || targetOffset < 0 || Math.max(sourceOffset, targetOffset) > most) {
            throw new IllegalArgumentException("a range lies between 0 and 2^63 less a block, but got source offset "
                    + sourceOffset + ", target offset " + targetOffset + ", length " + lengthBytes);
        }
        boolean congruent = (sourceOffset - targetOffset) % smaller == 0;
        // Blocks are powers of two, so in a congruent range what is aligned to the larger one on its side is a multiple
        // of the smaller one on the other side.
        boolean bySource = congruent && sourceBlockBytes > targetBlockBytes;
        int block = bySource ? sourceBlockBytes : targetBlockBytes;
        long start = bySource ? sourceOffset : targetOffset;
        long headLength = Math.min(alignUp(start, block) - start, lengthBytes);
        long bodyLength = alignDown(lengthBytes - headLength, block);
        long tailLength = lengthBytes - headLength - bodyLength;
        Part whole = new Part(sourceOffset, targetOffset, lengthBytes);
        return new AlignedRange(
                congruent,
                whole.sub(0, headLength),
                whole.sub(headLength, bodyLength),
                whole.sub(headLength + bodyLength, tailLength));
    }

    /**
     * Rounds down to a multiple.
     *
     * @param value a value, at least 0
     * @param block a power of two
     * @return the largest multiple of {@code block} that is not larger than {@code value}
     */
    public static long alignDown(long value, int block) {
        return value & -(long) block;
    }

    /**
     * Rounds up to a multiple.
     *
     * @param value a value, at least 0, at most {@link Long#MAX_VALUE} less {@code block}
     * @param block a power of two
     * @return the smallest multiple of {@code block} that is not smaller than {@code value}
     */
    public static long alignUp(long value, int block) {
        return alignDown(value + block - 1, block);
    }

    /**
     * Returns whether block boundaries fall together on both sides.
     *
     * @return false if only the target's side of the body is aligned
     */
    public boolean congruent() {
        return congruent;
    }

    /**
     * Returns what lies before the first block boundary.
     *
     * @return the head, never null; may be empty
     */
    public Part head() {
        return head;
    }

    /**
     * Returns the whole blocks.
     *
     * @return the body, never null; may be empty
     */
    public Part body() {
        return body;
    }

    /**
     * Returns what lies behind the last block boundary.
     *
     * @return the tail, never null; may be empty
     */
    public Part tail() {
        return tail;
    }

    @Override
    public String toString() {
        return (congruent ? "congruent" : "incongruent") + ", head " + head + ", body " + body + ", tail " + tail;
    }

    private static void requireBlock(int block) {
        if (Integer.bitCount(block) != 1 || block < 1) {
            throw new IllegalArgumentException("an alignment is a power of two, but got " + block);
        }
    }

    /**
     * One part of a range. Immutable and thread-safe.
     */
    public static final class Part {
        private final long sourceOffset;
        private final long targetOffset;
        private final long lengthBytes;

        private Part(long sourceOffset, long targetOffset, long lengthBytes) {
            this.sourceOffset = sourceOffset;
            this.targetOffset = targetOffset;
            this.lengthBytes = lengthBytes;
        }

        private Part sub(long from, long length) {
            return new Part(sourceOffset + from, targetOffset + from, length);
        }

        /**
         * Returns where the part starts in the source.
         *
         * @return bytes, at least 0
         */
        public long sourceOffset() {
            return sourceOffset;
        }

        /**
         * Returns where the part starts in the target.
         *
         * @return bytes, at least 0
         */
        public long targetOffset() {
            return targetOffset;
        }

        /**
         * Returns the length.
         *
         * @return bytes, at least 0
         */
        public long lengthBytes() {
            return lengthBytes;
        }

        /**
         * Returns whether the part has no byte.
         *
         * @return true if it has none
         */
        public boolean isEmpty() {
            return lengthBytes == 0;
        }

        /**
         * Returns the read of whole blocks that holds this part.
         *
         * @param blockBytes the alignment that the read must have, a power of two
         * @param sourceLengthBytes where the source ends: a read of its last block returns no more than there is
         * @return the read, never null
         */
        public CoveringRead coveringRead(int blockBytes, long sourceLengthBytes) {
            requireBlock(blockBytes);
            long start = alignDown(sourceOffset, blockBytes);
            long end = alignUp(sourceOffset + lengthBytes, blockBytes);
            long available = Math.max(0, Math.min(end, sourceLengthBytes) - start);
            return new CoveringRead(start, end - start, available, sourceOffset - start);
        }

        @Override
        public String toString() {
            return isEmpty() ? "none" : sourceOffset + " -> " + targetOffset + " of " + lengthBytes;
        }
    }

    /** A read of whole blocks that holds a part of a range. Immutable and thread-safe. */
    public static final class CoveringRead {
        private final long offset;
        private final long requestBytes;
        private final long expectedBytes;
        private final long skipBytes;

        private CoveringRead(long offset, long requestBytes, long expectedBytes, long skipBytes) {
            this.offset = offset;
            this.requestBytes = requestBytes;
            this.expectedBytes = expectedBytes;
            this.skipBytes = skipBytes;
        }

        /**
         * Returns where the read starts in the source.
         *
         * @return an aligned offset
         */
        public long offset() {
            return offset;
        }

        /**
         * Returns how many bytes to ask for.
         *
         * @return an aligned number of bytes
         */
        public long requestBytes() {
            return requestBytes;
        }

        /**
         * Returns how many bytes come.
         *
         * @return {@link #requestBytes()}, or fewer if the source ends before
         */
        public long expectedBytes() {
            return expectedBytes;
        }

        /**
         * Returns how many of the bytes at the front do not belong to the part.
         *
         * @return bytes, at least 0, less than a block
         */
        public long skipBytes() {
            return skipBytes;
        }
    }
}
