package io.quietcopy.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a small tool of the operating system, where Java has no call of its own.
 *
 * <p>No shell, {@code LC_ALL=C}, no input, output bounded by what such tools print. A tool that does not end in time is killed.
 */
public final class Tools {
    /** What a tool printed, standard error included, and how it ended. */
    public record Result(int exitStatus, String output) {}

    private Tools() {}

    /**
     * Runs a tool.
     *
     * @param limit how long it may take
     * @param command the tool and its arguments
     * @return what it printed and how it ended
     * @throws IOException if it is not there, does not end in time, or this thread is interrupted
     */
    public static Result run(Duration limit, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            // The output of these tools fits a pipe's buffer (64 KiB), so waiting before reading cannot block the tool.
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.get(0) + " did not end within " + limit.toMillis() + " ms");
            }
            try (InputStream output = process.getInputStream()) {
                return new Result(process.exitValue(), new String(output.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
