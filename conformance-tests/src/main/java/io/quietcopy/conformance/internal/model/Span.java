package io.quietcopy.conformance.internal.model;

/**
 * A stretch of a file.
 *
 * @param offsetBytes where it begins
 * @param lengthBytes its length, at least 0
 */
public record Span(long offsetBytes, long lengthBytes) {
    /** None. */
    public static final Span NONE = new Span(0, 0);

    /** Returns the first byte behind it. */
    public long endBytes() {
        return offsetBytes + lengthBytes;
    }

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return lengthBytes == 0;
    }

    /** Returns the span that the text describes, like {@code 64k:128k}. */
    static Span parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(text + " is no span like 64k:128k (offset : length)");
        }
        return new Span(ByteText.parse(text.substring(0, colon)), ByteText.parse(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : ByteText.of(offsetBytes) + ":" + ByteText.of(lengthBytes);
    }
}
