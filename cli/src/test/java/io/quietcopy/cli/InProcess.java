package io.quietcopy.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines in this process and keeps what they print. */
final class InProcess {
    private final Map<String, String> environment;

    InProcess() {
        this(new HashMap<>(Map.of("QUIETCOPY_CONFIG", "")));
    }

    InProcess(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What a command line did. */
    record Ended(int status, String out, String err) {}

    /** Sets a variable of the environment that the command sees. */
    InProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs a command line. */
    Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false,
                0,
                environment);
        int status = new Cli(console).run(arguments);
        console.err().flush();
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
