package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.Main;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the command in a process of its own, as authors do. */
final class Suite implements AutoCloseable {
    private static final int MOST_SECONDS = 240;

    private final Scratch scratch;
    private final Path services;

    /** What a process said, and how it ended. */
    record Ended(int status, String out, String err) {}

    Suite() throws IOException {
        scratch = Scratch.create();
        services = Files.createDirectories(scratch.file("classes/META-INF/services"));
        Files.createDirectories(folder());
        Files.writeString(
                services.resolve(CopyEngineProvider.class.getName()),
                "org.example.NotThere\n" + BadIdEngineProvider.class.getName() + "\n");
    }

    /** The folder that engines are tested in. */
    Path folder() {
        return scratch.file("under test");
    }

    Path file(String name) {
        return scratch.file(name);
    }

    /** Runs the command with arguments. */
    Ended run(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", // as the manifest of the jar with everything says
                "-cp",
                services.getParent().getParent() + ":" + System.getProperty("java.class.path"),
                Main.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Path out = scratch.file("out");
        Path err = scratch.file("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + MOST_SECONDS + " s:\n" + Files.readString(out));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Runs the command on the engine with the bad id. */
    Ended runBadId(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of("--engine", BadIdEngineProvider.ID, "--dir", folder()));
        all.addAll(List.of(arguments));
        return run(all.toArray());
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
