package io.quietcopy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs the usual commands once, silently, so that Java can archive the classes that they need.
 *
 * <p>The launcher starts it after a build; what it archives lets every later start skip most of the work of loading
 * classes.
 */
final class Rehearsal {
    private Rehearsal() {}

    /**
     * Runs the commands.
     *
     * @param arguments an empty folder to make copies in
     * @throws IOException if the folder cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        // Data, not zeroes, which would only be skipped; and an end that fills no sector.
        byte[] data = new byte[(1 << 20) + 100];
        Arrays.fill(data, (byte) 1);
        Path source = Files.write(folder.resolve("source"), data);
        String from = source.toString();
        String to = folder.resolve("target").toString();
        run("--version");
        run("copy", "--help");
        run("copy", "--no-such-option");
        run("engines");
        run("config");
        run("explain", from, to);
        run("copy", "--progress", "bar", "--digest", "sha-256", from, to);
        run("copy", from, to);
        run("copy", "--quiet", "--replace", from, to);
        run("copy", "--json", "--replace", from, to);
        run("copy", "--in-place", from, to);
        for (String engine : List.of("direct-nio", "dd")) {
            run("copy", "--replace", "--engine", engine, from, to);
        }
        run("clean", folder.toString());
    }

    private static void run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Cli(new Console(nowhere, nowhere, true, Console.WIDEST, Map.of("QUIETCOPY_CONFIG", ""))).run(arguments);
    }
}
