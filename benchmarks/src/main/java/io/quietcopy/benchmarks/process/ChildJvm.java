package io.quietcopy.benchmarks.process;

import io.quietcopy.testbed.MemoryCgroup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Java of our own that is asked and answers over its standard input and output. It ends when its input does, so that
 * nothing is left however this process ends. Not thread-safe.
 */
public final class ChildJvm implements AutoCloseable, Running.Child {
    private static final long END_LIMIT_SECONDS = 20;
    private static final int MOST_MESSAGE_CHARACTERS = 600;

    private final String name;
    private final Process process;
    private final Path err;
    private final DataOutputStream questions;
    private final DataInputStream answers;

    private ChildJvm(String name, Process process, Path err) {
        this.name = name;
        this.process = process;
        this.err = err;
        this.questions = new DataOutputStream(process.getOutputStream());
        this.answers = new DataInputStream(process.getInputStream());
        Running.add(this);
    }

    /** Says something to the child, or hears it. */
    public interface Exchange<T> {
        /** Writes the question to one and reads the answer from the other. */
        T with(DataOutputStream questions, DataInputStream answers) throws IOException;
    }

    /**
     * Starts it.
     *
     * @param main the class whose {@code main} runs
     * @param javaOptions options for Java
     * @param arguments the arguments of {@code main}
     * @param group the memory control group to run in
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(
            Class<?> main, List<String> javaOptions, List<String> arguments, Optional<MemoryCgroup> group)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(javaOptions);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(arguments);
        Path err = Files.createTempFile("quietcopy-benchmarks", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(group.map(inside -> inside.command(line)).orElse(line)).redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return new ChildJvm(main.getSimpleName(), builder.start(), err);
        } catch (IOException e) {
            Files.delete(err);
            throw e;
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException if the child has ended
     */
    public <T> T ask(Exchange<T> exchange) throws IOException {
        try {
            T answer = exchange.with(questions, answers);
            return answer;
        } catch (EOFException e) {
            throw new IOException("the child " + name + " has ended without an answer" + status() + said(), e);
        }
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        try {
            questions.close();
        } catch (IOException e) {
            process.destroyForcibly(); // it does not listen any more
        }
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Running.remove(this);
            Files.deleteIfExists(err);
        }
    }

    /** Ends it at once. */
    @Override
    public void kill() {
        process.destroyForcibly();
    }

    private String status() throws IOException {
        try {
            return process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)
                    ? ", exit status " + process.exitValue()
                    : ", but has not ended";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String said() throws IOException {
        String text = Files.readString(err).strip().replaceAll("\\s+", " ");
        return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), MOST_MESSAGE_CHARACTERS));
    }
}
