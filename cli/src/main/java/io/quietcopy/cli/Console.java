package io.quietcopy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the command prints, and what it knows of its surroundings.
 *
 * @param out standard output, for results
 * @param err standard error, for progress and errors
 * @param outIsTerminal whether a person reads standard output
 * @param errColumns the width of the terminal behind standard error, 0 if it is none
 * @param environment the environment variables
 */
record Console(
        PrintStream out, PrintStream err, boolean outIsTerminal, int errColumns, Map<String, String> environment) {
    /** Lines are not made wider than this, even where the terminal is. */
    static final int WIDEST = 100;

    /** Nor narrower than this: words would stand one a line. */
    private static final int NARROWEST = 60;

    /** Set by the launcher if standard output is a terminal: Java itself cannot tell from version 22 on. */
    private static final String OUT_IS_TERMINAL = "io.quietcopy.cli.stdout-terminal";

    /** Set by the launcher to the width of the terminal behind standard error. */
    private static final String ERR_COLUMNS = "io.quietcopy.cli.stderr-columns";

    /** Returns the console of this process. */
    static Console ofProcess() {
        // In UTF-8 whatever the locale is: names are bytes, and this is how the launcher makes Java read them.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Console(
                out, err, Boolean.getBoolean(OUT_IS_TERMINAL), Integer.getInteger(ERR_COLUMNS, 0), System.getenv());
    }

    /** Returns whether a person sees standard error, on something that can move its cursor. */
    boolean errIsTerminal() {
        return errColumns > 0 && !"dumb".equals(environment.get("TERM"));
    }

    /** Returns the width that texts on standard output are wrapped to. */
    int outWidth() {
        return outIsTerminal ? errWidth() : WIDEST;
    }

    /** Returns the width that texts on standard error are wrapped to. */
    int errWidth() {
        return errColumns > 0 ? Math.max(NARROWEST, Math.min(WIDEST, errColumns)) : WIDEST;
    }
}
