package io.quietcopy.cli;

import io.quietcopy.CopyRange;
import io.quietcopy.DataSize;

/** Reads a range as options and range files have it. */
final class RangeText {
    private static final String ACCEPTED =
            "a range is SRC:DST:LEN, three numbers of bytes with or without a unit, for example 1MiB:0:64KiB";

    private RangeText() {}

    /**
     * Reads a range.
     *
     * @param text {@code SRC:DST:LEN}: offset in the source, offset in the target, length
     * @return the range
     * @throws IllegalArgumentException if it is none; the message says what is accepted
     */
    static CopyRange parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        if (first < 0 || second < 0 || text.indexOf(':', second + 1) >= 0) {
            throw new IllegalArgumentException(ACCEPTED + ", but got '" + Text.printable(text) + "'");
        }
        return CopyRange.of(
                bytes(text, 0, first), bytes(text, first + 1, second), bytes(text, second + 1, text.length()));
    }

    private static long bytes(String range, int from, int to) {
        String text = range.substring(from, to).strip();
        if (isPlain(text)) {
            return Long.parseLong(text);
        }
        try {
            return DataSize.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ACCEPTED + ", but got '" + Text.printable(range) + "': " + e.getMessage(), e);
        }
    }

    /** Most range files hold plain numbers, millions of them: these take the short way. */
    private static boolean isPlain(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
