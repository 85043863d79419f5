package io.quietcopy.internal.units;

/** Shows a text from outside in a message: on one line, bounded, and without characters that could command a terminal. */
public final class Quote {
    private static final int MOST_CHARACTERS = 200;

    private Quote() {}

    /**
     * Returns a text in quotes.
     *
     * @param text any text, never null
     * @return the text in double quotes, control characters as {@code \}{@code u001b}, cut after 200 characters; never null
     */
    public static String of(String text) {
        boolean cut = text.length() > MOST_CHARACTERS;
        return '"' + plain(cut ? text.substring(0, MOST_CHARACTERS) : text) + (cut ? "...\"" : "\"");
    }

    /**
     * Returns a text on one line, control characters escaped.
     *
     * @param text any text, never null
     * @return the text, never null
     */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                plain.append(String.format("\\u%04x", (int) c));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
