package io.quietcopy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out text in lines. */
final class Text {
    private Text() {}

    /** Returns a constant's name as options and JSON have it: lower case with hyphens. */
    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Breaks a text at spaces into lines no wider than asked, and at the line ends that it has. What has no space, such
     * as a path, stays in one piece, however wide.
     */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            wrapParagraph(paragraph, Math.max(20, width), lines);
        }
        return lines;
    }

    private static void wrapParagraph(String paragraph, int width, List<String> lines) {
        String rest = paragraph.stripTrailing();
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            // A break before the first word would not make the line shorter.
            if (space <= leadingSpaces(rest)) {
                space = rest.indexOf(' ', width);
            }
            if (space < 0) {
                break;
            }
            lines.add(rest.substring(0, space).stripTrailing());
            rest = rest.substring(space).stripLeading();
        }
        lines.add(rest);
    }

    private static int leadingSpaces(String text) {
        return text.length() - text.stripLeading().length();
    }

    /** Returns {@code   label  text} with the text wrapped and its further lines under its first. */
    static String field(String label, int labelWidth, String text, int width) {
        String indent = " ".repeat(labelWidth + 4);
        StringBuilder field =
                new StringBuilder("  " + label + " ".repeat(Math.max(0, labelWidth - label.length())) + "  ");
        return field.append(String.join("\n" + indent, wrap(text, width - indent.length())))
                .append('\n')
                .toString();
    }

    /**
     * Makes a path safe for a terminal: a control character, such as a line end in a file name, is written as an
     * escape.
     */
    static String printable(Object path) {
        return escape(path.toString(), false);
    }

    /** Makes a message safe for a terminal, but keeps its line ends. */
    static String message(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean keepLineEnds) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c) || (keepLineEnds && c == '\n')) {
                safe.append(c);
            } else {
                safe.append(
                        switch (c) {
                            case '\n' -> "\\n";
                            case '\t' -> "\\t";
                            case '\r' -> "\\r";
                            default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
                        });
            }
        }
        return safe.toString();
    }
}
