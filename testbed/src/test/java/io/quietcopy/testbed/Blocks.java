package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes with GNU dd, which passes the page cache by when told to. */
final class Blocks {

    static final int MIB = 1 << 20;

    private Blocks() {}

    static void dd(Path source, Path target, int mebibytes, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("dd", "if=" + source, "of=" + target, "bs=1M", "count=" + mebibytes));
        command.addAll(List.of(more));
        Tool.run(command);
    }

    static Process start(String... command) throws IOException {
        return Tool.builder(List.of(command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
