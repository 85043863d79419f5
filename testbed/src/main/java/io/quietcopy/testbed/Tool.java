package io.quietcopy.testbed;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the system's tools to their end, with a bound. Thread-safe. */
final class Tool {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PATH =
            System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin";

    private Tool() {}

    /** How a tool ended, and what it printed. */
    record Outcome(List<String> command, int status, String out, String err) {

        boolean succeeded() {
            return status == 0;
        }

        /** This outcome, if the tool succeeded. */
        Outcome orThrow() throws IOException {
            if (!succeeded()) {
                throw new IOException(describe());
            }
            return this;
        }

        String describe() {
            String said = (err.isBlank() ? out : err).strip();
            return "`" + String.join(" ", command) + "` ended with status " + status
                    + (said.isEmpty() ? "" : ": " + said);
        }
    }

    /** The executable of that name, as a shell run by root would find it. */
    static Optional<Path> find(String name) {
        for (String folder : PATH.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Runs a tool that has to succeed; the outcome's text is what it printed. */
    static Outcome run(String... command) throws IOException {
        return attempt(command).orThrow();
    }

    static Outcome run(List<String> command) throws IOException {
        return attempt(builder(command), LIMIT).orThrow();
    }

    /** Runs a tool that may fail. */
    static Outcome attempt(String... command) throws IOException {
        return attempt(builder(List.of(command)), LIMIT);
    }

    /** A builder whose command finds the tools of {@code sbin} and speaks English. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C");
        // the JDK looks the program up in this JVM's PATH, not in the child's
        if (!command.get(0).contains("/")) {
            find(command.get(0)).ifPresent(found -> {
                List<String> absolute = new ArrayList<>(command);
                absolute.set(0, found.toString());
                builder.command(absolute);
            });
        }
        return builder;
    }

    /**
     * Runs a command to its end. Its output goes through files, so that no reader hangs with it. An interrupt does not
     * cut the wait short and stays set.
     *
     * @throws IOException if it cannot be started, or does not end within the limit (it is then killed)
     */
    static Outcome attempt(ProcessBuilder builder, Duration limit) throws IOException {
        Path out = Files.createTempFile("quietcopy-testbed", ".out");
        Path err = Files.createTempFile("quietcopy-testbed", ".err");
        try {
            Process process = builder.redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!ended(process, limit)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("`" + String.join(" ", builder.command()) + "` did not end within "
                        + limit.toSeconds() + " s: " + read(err).strip());
            }
            return new Outcome(builder.command(), process.exitValue(), read(out), read(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** Whether the process ends within the limit; not cut short by an interrupt, which stays set. */
    static boolean ended(Process process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
