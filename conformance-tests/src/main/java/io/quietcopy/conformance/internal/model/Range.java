package io.quietcopy.conformance.internal.model;

/**
 * A stretch to be copied.
 *
 * @param sourceOffset where it begins in the source, in bytes
 * @param targetOffset where it begins in the target, in bytes
 * @param lengthBytes its length, at least 1
 */
public record Range(long sourceOffset, long targetOffset, long lengthBytes) {
    /** Checks the numbers. */
    public Range {
        if (sourceOffset < 0 || targetOffset < 0 || lengthBytes < 1) {
            throw new IllegalArgumentException(
                    "no range of " + lengthBytes + " bytes from " + sourceOffset + " to " + targetOffset);
        }
    }

    /** Returns the first byte behind it in the source. */
    public long sourceEnd() {
        return sourceOffset + lengthBytes;
    }

    /** Returns the first byte behind it in the target. */
    public long targetEnd() {
        return targetOffset + lengthBytes;
    }

    /** Returns the range that the text describes, like {@code 0>512:4k}. */
    static Range parse(String text) {
        int arrow = text.indexOf('>');
        int colon = text.indexOf(':');
        if (arrow < 0 || colon < arrow) {
            throw new IllegalArgumentException(text + " is no range like 0>512:4k (source > target : length)");
        }
        return new Range(
                ByteText.parse(text.substring(0, arrow)),
                ByteText.parse(text.substring(arrow + 1, colon)),
                ByteText.parse(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return ByteText.of(sourceOffset) + ">" + ByteText.of(targetOffset) + ":" + ByteText.of(lengthBytes);
    }
}
