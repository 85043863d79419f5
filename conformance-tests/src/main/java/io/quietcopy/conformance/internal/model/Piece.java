package io.quietcopy.conformance.internal.model;

/**
 * A stretch of an image.
 *
 * @param kind what it holds
 * @param lengthBytes its length, at least 1
 */
public record Piece(Kind kind, long lengthBytes) {
    /** What a stretch of an image holds. */
    public enum Kind {
        /** Seeded bytes; no aligned group of eight of them is zero. */
        DATA('d'),
        /** Nothing: a hole. On a device, zeroes. */
        HOLE('h'),
        /** Zeroes that were written. */
        ZEROES('z');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no piece begins with " + letter + "; there are d, h and z");
        }
    }

    /** Checks the length. */
    public Piece {
        if (lengthBytes < 1) {
            throw new IllegalArgumentException("a piece has at least one byte, not " + lengthBytes);
        }
    }

    /** Returns seeded bytes. */
    public static Piece data(long lengthBytes) {
        return new Piece(Kind.DATA, lengthBytes);
    }

    /** Returns a hole. */
    public static Piece hole(long lengthBytes) {
        return new Piece(Kind.HOLE, lengthBytes);
    }

    /** Returns zeroes that were written. */
    public static Piece zeroes(long lengthBytes) {
        return new Piece(Kind.ZEROES, lengthBytes);
    }

    /** Returns the piece that the text describes, like {@code d64k}. */
    static Piece parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a piece is a letter and a length, like d64k");
        }
        return new Piece(Kind.of(text.charAt(0)), ByteText.parse(text.substring(1)));
    }

    /** Returns a piece of the same kind with another length. */
    public Piece withLength(long bytes) {
        return new Piece(kind, bytes);
    }

    @Override
    public String toString() {
        return kind.letter + ByteText.of(lengthBytes);
    }
}
