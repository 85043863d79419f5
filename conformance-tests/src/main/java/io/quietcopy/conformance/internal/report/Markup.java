package io.quietcopy.conformance.internal.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Writes XML or HTML: closes what it opened, and escapes what is text. Not thread-safe. */
final class Markup {
    /** Elements of HTML that have no end. */
    private static final Set<String> EMPTY = Set.of("meta", "br", "input");

    private final StringBuilder text;
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins with a text that is markup already. */
    Markup(String prologue) {
        text = new StringBuilder(prologue);
    }

    /** Opens an element with attributes, name after value. */
    Markup open(String element, String... attributes) {
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        text.append('>');
        if (!EMPTY.contains(element)) {
            open.push(element);
        }
        return this;
    }

    /** Closes the element that was opened last. */
    Markup close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Closes the element that was opened last, and ends the line. */
    Markup closeLine() {
        close();
        text.append('\n');
        return this;
    }

    /** Adds text. */
    Markup text(String value) {
        text.append(escape(value));
        return this;
    }

    /** Adds what is markup already. */
    Markup raw(String value) {
        text.append(value);
        return this;
    }

    /** Adds an element that holds text only. */
    Markup element(String element, String value, String... attributes) {
        return open(element, attributes).text(value).close();
    }

    /** Returns the whole. */
    String end() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return text.toString();
    }

    /** Returns a text as both languages take it. */
    static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        value.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                // XML has no way to write other control characters, nor half a pair.
                default -> escaped.appendCodePoint(isCharacter(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    private static boolean isCharacter(int c) {
        return (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
    }
}
