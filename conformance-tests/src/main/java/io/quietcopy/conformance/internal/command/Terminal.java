package io.quietcopy.conformance.internal.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the command prints. Colours and lines that change are for terminals only. Not thread-safe.
 */
final class Terminal {
    private static final int WIDTH = 100;
    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean live;
    private final boolean coloured;

    /**
     * Makes one.
     *
     * @param live whether a line can be taken back
     * @param coloured whether words can have colours
     */
    Terminal(PrintStream out, boolean live, boolean coloured) {
        this.out = out;
        this.live = live;
        this.coloured = coloured;
    }

    /** Returns that of the process: UTF-8 whatever the locale is, since the texts have no other encoding. */
    static Terminal ofProcess() {
        boolean live = isTerminal() && !"dumb".equals(System.getenv("TERM"));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Terminal(out, live, live && System.getenv("NO_COLOR") == null);
    }

    /** Java itself cannot tell: its console is null if input comes from elsewhere, and from version 22 on it never is. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Colours, and how a terminal is told of them. */
    enum Colour {
        GREEN("32"),
        RED("1;31"),
        YELLOW("33"),
        MAGENTA("35"),
        GREY("2"),
        BOLD("1");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    /** Returns a text in a colour, where there are colours. */
    String in(Colour colour, String text) {
        return coloured ? "\033[" + colour.code + "m" + text + "\033[0m" : text;
    }

    /** Shows a line that the next one replaces, on a terminal. */
    void passing(String line) {
        if (live) {
            out.print(CLEAR_LINE + (line.length() < 80 ? line : line.substring(0, 79)));
            out.flush();
        }
    }

    /** Prints a line. */
    void line(String line) {
        out.println((live ? CLEAR_LINE : "") + line);
    }

    /** Prints a text behind a number of blanks, broken at blanks so that it is not too wide; a long word stays in one piece. */
    void wrapped(int indent, String text) {
        wrapped(" ".repeat(indent), indent, text);
    }

    /** Prints a text with something before its first line, its further lines behind a number of blanks. */
    void wrapped(String before, int indent, String text) {
        String start = before;
        for (String paragraph : text.split("\n", -1)) {
            for (String line : wrap(paragraph, WIDTH - indent)) {
                line(start + line);
                start = " ".repeat(indent);
            }
        }
    }

    private static List<String> wrap(String paragraph, int width) {
        List<String> lines = new ArrayList<>();
        String rest = paragraph;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            // A break before the first word would not make the line shorter.
            if (rest.substring(0, Math.max(blank, 0)).isBlank()) {
                blank = rest.indexOf(' ', width);
            }
            if (blank < 0) {
                break;
            }
            lines.add(rest.substring(0, blank));
            rest = rest.substring(blank + 1);
        }
        lines.add(rest);
        return lines;
    }
}
