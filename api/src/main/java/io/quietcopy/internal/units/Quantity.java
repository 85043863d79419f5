package io.quietcopy.internal.units;

import java.math.BigDecimal;

/** What sizes and times have in common: plain text, plain numbers, and refusals that show what was written. */
final class Quantity {
    /** No quantity needs more; longer texts are refused before any arithmetic is done on them. */
    private static final int MOST_CHARACTERS = 64;

    /** A number as a pattern: digits, and perhaps a point and digits. */
    static final String NUMBER = "([0-9]+(?:\\.[0-9]+)?)";

    private Quantity() {}

    /**
     * Strips a text and refuses what no quantity has: nothing at all, a sign, characters beyond ASCII, far too many characters.
     *
     * @param text the text
     * @param what what is expected, {@code size} for example
     * @param example a text that is right
     * @return the text without blanks around it
     */
    static String plain(String text, String what, String example) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException(
                    "a " + what + " is expected, but got nothing: write one, for example " + example);
        }
        if (stripped.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a " + what + " has at most " + MOST_CHARACTERS + " characters, but got " + stripped.length());
        }
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException(
                        Quote.of(stripped) + " is not a " + what + ": the character " + String.format("U+%04X", (int) c)
                                + " has no place in it; write digits from 0 to 9, for example " + example);
            }
        }
        if (stripped.charAt(0) == '-' || stripped.charAt(0) == '+') {
            throw new IllegalArgumentException(
                    Quote.of(stripped) + " is not a " + what + ": write it without a sign, for example " + example);
        }
        return stripped;
    }

    /** Returns a number times a unit, exactly; the product may have a fraction. */
    static BigDecimal product(String number, long unit) {
        return new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
    }

    /** Returns whether a number has no fraction other than zero. */
    static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }
}
