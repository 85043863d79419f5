package io.quietcopy;

import java.util.Objects;

/**
 * A piece of the source and the place in the target where it goes.
 *
 * <p>Immutable and thread-safe.
 */
public final class CopyRange {
    private final long sourceOffset;
    private final long targetOffset;
    private final long lengthBytes;

    private CopyRange(long sourceOffset, long targetOffset, long lengthBytes) {
        this.sourceOffset = sourceOffset;
        this.targetOffset = targetOffset;
        this.lengthBytes = lengthBytes;
    }

    /**
     * Returns a range.
     *
     * @param sourceOffset the first byte in the source, at least 0
     * @param targetOffset the first byte in the target, at least 0
     * @param lengthBytes the number of bytes, at least 0
     * @return the range, never null
     * @throws IllegalArgumentException if a value is negative or an end is beyond {@link Long#MAX_VALUE}
     */
    public static CopyRange of(long sourceOffset, long targetOffset, long lengthBytes) {
        if (sourceOffset < 0
                || targetOffset < 0
                || lengthBytes < 0
                || sourceOffset > Long.MAX_VALUE - lengthBytes
                || targetOffset > Long.MAX_VALUE - lengthBytes) {
            throw new IllegalArgumentException(
                    "a range takes offsets and a length from 0 to 2^63-1, but got source offset " + sourceOffset
                            + ", target offset " + targetOffset + ", length " + lengthBytes);
        }
        return new CopyRange(sourceOffset, targetOffset, lengthBytes);
    }

    /**
     * Returns the offset of the first byte in the source.
     *
     * @return bytes, at least 0
     */
    public long sourceOffset() {
        return sourceOffset;
    }

    /**
     * Returns the offset of the first byte in the target.
     *
     * @return bytes, at least 0
     */
    public long targetOffset() {
        return targetOffset;
    }

    /**
     * Returns the number of bytes.
     *
     * @return bytes, at least 0
     */
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CopyRange that
                && sourceOffset == that.sourceOffset
                && targetOffset == that.targetOffset
                && lengthBytes == that.lengthBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sourceOffset, targetOffset, lengthBytes);
    }

    @Override
    public String toString() {
        return sourceOffset + ":" + targetOffset + ":" + lengthBytes;
    }
}
