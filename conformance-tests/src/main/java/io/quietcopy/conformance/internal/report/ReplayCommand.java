package io.quietcopy.conformance.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line that tries a copy again, as a shell takes it. Immutable and thread-safe. */
public final class ReplayCommand {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private final List<String> words;

    /**
     * Makes one.
     *
     * @param words the command and its arguments but for what is to be replayed
     */
    public ReplayCommand(List<String> words) {
        this.words = List.copyOf(words);
    }

    /** Returns the line that replays a text. */
    public String line(String text) {
        List<String> all = new ArrayList<>(words);
        all.add("--replay");
        return all.stream().map(ReplayCommand::quoted).collect(Collectors.joining(" ")) + " '"
                + text.replace("'", "'\\''") + "'";
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
