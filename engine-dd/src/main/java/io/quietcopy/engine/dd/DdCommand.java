package io.quietcopy.engine.dd;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a command line of dd.
 *
 * <p>Always {@code fullblock}: without it a short read under {@code iflag=direct} makes dd take the next one's EINVAL for the
 * end of the file and exit with 0. Always {@code notrunc,nocreat}: the library made the target and gave it its length. Never
 * {@code direct} and {@code nocache} on one side: dd refuses that. Not thread-safe.
 */
final class DdCommand {
    private final DdProgram program;
    private final List<String> operands = new ArrayList<>();
    private final List<String> inputFlags = new ArrayList<>(List.of("fullblock"));
    private final List<String> outputFlags = new ArrayList<>();
    private final List<String> conversions = new ArrayList<>(List.of("notrunc", "nocreat"));

    private DdCommand(DdProgram program) {
        this.program = program;
    }

    static DdCommand of(DdProgram program) {
        return new DdCommand(program);
    }

    /** Reads from a file; without it dd reads its standard input. */
    DdCommand from(String file) {
        operands.add("if=" + file);
        return this;
    }

    DdCommand to(String file) {
        operands.add("of=" + file);
        return this;
    }

    /** Reads and writes so many bytes at a time. */
    DdCommand block(long bytes) {
        operands.add("bs=" + bytes);
        return this;
    }

    DdCommand skip(long bytes) {
        inputFlags.add("skip_bytes");
        operands.add("skip=" + bytes);
        return this;
    }

    DdCommand seek(long bytes) {
        outputFlags.add("seek_bytes");
        operands.add("seek=" + bytes);
        return this;
    }

    DdCommand count(long bytes) {
        inputFlags.add("count_bytes");
        operands.add("count=" + bytes);
        return this;
    }

    DdCommand inputFlag(String flag) {
        inputFlags.add(flag);
        return this;
    }

    DdCommand outputFlag(String flag) {
        outputFlags.add(flag);
        return this;
    }

    DdCommand conversion(String conversion) {
        conversions.add(conversion);
        return this;
    }

    List<String> words() {
        List<String> words = new ArrayList<>(program.prefix());
        words.add(program.dd());
        words.addAll(operands);
        words.add("iflag=" + String.join(",", inputFlags));
        if (!outputFlags.isEmpty()) {
            words.add("oflag=" + String.join(",", outputFlags));
        }
        words.add("conv=" + String.join(",", conversions));
        return words;
    }
}
