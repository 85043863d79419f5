package io.quietcopy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, as Java is started without the launcher. */
final class CommandProcess {
    private static final long LONGEST_SECONDS = 60;

    private final Process process;
    private final Gathered out;
    private final Gathered err;

    private CommandProcess(Process process) {
        this.process = process;
        out = new Gathered(process.getInputStream());
        err = new Gathered(process.getErrorStream());
    }

    /** What a process did. */
    record Ended(int status, String out, String err) {}

    /** Starts Java with options and arguments for it. */
    static final class Builder {
        private final List<String> javaOptions = new ArrayList<>();
        private final List<String> wrapper = new ArrayList<>();
        private final ProcessBuilder builder = new ProcessBuilder();

        private Builder() {
            builder.environment().keySet().removeIf(name -> name.startsWith("QUIETCOPY_"));
            builder.environment().put("QUIETCOPY_CONFIG", "");
            builder.environment().put("LC_ALL", "C.UTF-8");
        }

        Builder java(String option) {
            javaOptions.add(option);
            return this;
        }

        /** Puts words before the command. */
        Builder wrapped(String... words) {
            wrapper.addAll(List.of(words));
            return this;
        }

        Builder environment(String name, String value) {
            builder.environment().put(name, value);
            return this;
        }

        Builder in(Path folder) {
            builder.directory(folder.toFile());
            return this;
        }

        Ended run(Object... arguments) {
            return start(arguments).await();
        }

        CommandProcess start(Object... arguments) {
            List<String> command = new ArrayList<>(wrapper);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
            command.add("--enable-native-access=ALL-UNNAMED"); // as the manifest of the command's jar says
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            for (Object argument : arguments) {
                command.add(argument.toString());
            }
            try {
                return new CommandProcess(builder.command(command).start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts to describe a process. */
    static Builder builder() {
        return new Builder();
    }

    /** Runs the command. */
    static Ended run(Object... arguments) {
        return builder().run(arguments);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns what the process has printed on standard error so far. */
    String err() {
        return err.text();
    }

    /** Waits for the end. */
    Ended await() {
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command did not end; it printed: " + out.text() + err.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Ended(process.exitValue(), out.whole(), err.whole());
    }

    /** Reads a stream to its end beside everything else. */
    private static final class Gathered {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Void> end;

        Gathered(InputStream stream) {
            end = CompletableFuture.runAsync(() -> gather(stream), task -> {
                Thread thread = new Thread(task, "gathering");
                thread.setDaemon(true);
                thread.start();
            });
        }

        private void gather(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    synchronized (text) {
                        // One char a byte: whole() decodes when all bytes are there.
                        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text() {
            synchronized (text) {
                return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }

        String whole() {
            end.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
            return text();
        }
    }
}
