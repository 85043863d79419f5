package io.quietcopy.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The running program behind a {@link StorageModel}, and the talk with it: one line there, one line back. It unmounts and
 * ends when its stdin does, so also when this JVM is killed. Thread-safe.
 */
final class ModelProcess {

    private static final Duration REPLY_LIMIT = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Process process;
    private final Path log;
    private final Writer commands;
    private final BufferedReader replies;

    private ModelProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns when it serves. */
    static ModelProcess start(List<String> command, Path folder) throws IOException {
        Path log = folder.resolve("log");
        ModelProcess started = new ModelProcess(
                Tool.builder(command)
                        .directory(folder.toFile())
                        .redirectError(log.toFile())
                        .start(),
                log);
        try {
            started.reply();
            return started;
        } catch (IOException e) {
            Undo.after(e, started::end);
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Says a command and returns what is told back. */
    synchronized String ask(String command) throws IOException {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new IOException("the storage model has ended", e);
        }
        return reply();
    }

    private String reply() throws IOException {
        if (!Await.until(REPLY_LIMIT, () -> replies.ready() || !process.isAlive())) {
            throw new IOException("the storage model does not answer");
        }
        String line = replies.readLine();
        if (line == null) {
            throw new IOException(
                    "the storage model has ended: " + Files.readString(log).strip());
        }
        if (!line.equals("ok") && !line.startsWith("ok ")) {
            throw new IOException("the storage model refuses: " + line);
        }
        return line.substring(2).strip();
    }

    /** Ends it in order. */
    void end() throws IOException {
        try {
            commands.close();
        } catch (IOException e) {
            // it has ended before, which is what is wanted
        }
        if (!Tool.ended(process, END_LIMIT)) {
            kill();
        }
        replies.close();
    }

    void kill() throws IOException {
        process.destroyForcibly();
        if (!Tool.ended(process, END_LIMIT)) {
            throw new IOException("process " + process.pid() + " does not end");
        }
    }
}
