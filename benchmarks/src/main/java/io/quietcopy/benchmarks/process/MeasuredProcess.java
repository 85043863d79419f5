package io.quietcopy.benchmarks.process;

import com.sun.jna.Native;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A command that starts at a moment of one's choice, and is measured as {@code time(1)} does.
 *
 * <p><b>How.</b> Java reaps its children itself and throws away what the kernel says of them. So the command is not a child:
 * a shell waits for the word, starts the command in the background, tells its process id and ends. The orphan then
 * belongs to this process, which has declared itself the one that takes orphans in ({@code PR_SET_CHILD_SUBREAPER}),
 * and {@code wait4} gives the processor time and memory of the command with all its own children. The shell in between has
 * another use: a process inherits the peak memory of the one that it was forked from, which is that of a small shell then
 * and not of this Java.
 *
 * <p>Not thread-safe, except {@link #kill}.
 */
public final class MeasuredProcess implements AutoCloseable, Running.Child {
    /** How the problem of a command begins that was ended because it took too long. */
    public static final String TOO_LONG = "took longer than";

    private static final String SCRIPT =
            "out=$1; shift; read -r go || exit 1; \"$@\" </dev/null >\"$out.out\" 2>\"$out.err\" & echo $!";
    private static final int MOST_MESSAGE_CHARACTERS = 600;

    private final Path output;
    private final Process shell;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile int pid;
    private long startNanos;

    private MeasuredProcess(Path output, Process shell) {
        this.output = output;
        this.shell = shell;
        Running.add(this);
    }

    /**
     * What a command did.
     *
     * @param status its exit status; 128 and the signal if one ended it
     * @param startNanos when it was started, by {@link System#nanoTime}
     * @param endNanos when it had ended
     * @param usage what it and its children used
     * @param timedOut whether it was ended because it took too long
     * @param out what it printed
     * @param err what it printed as errors
     */
    public record Outcome(
            int status, long startNanos, long endNanos, Usage usage, boolean timedOut, String out, String err) {

        /** Returns how long it took, in seconds. */
        public double seconds() {
            return (endNanos - startNanos) / 1e9;
        }

        /** Returns what went wrong, empty if nothing did. */
        public Optional<String> problem() {
            if (timedOut) {
                return Optional.of(TOO_LONG + " " + Math.round(seconds()) + " s and was ended");
            }
            if (status == 0) {
                return Optional.empty();
            }
            String said = err.strip().replaceAll("\\s+", " ");
            return Optional.of("exit status " + status + (said.isEmpty() ? "" : ": " + shortened(said)));
        }

        private static String shortened(String text) {
            return text.length() <= MOST_MESSAGE_CHARACTERS ? text : text.substring(0, MOST_MESSAGE_CHARACTERS) + "...";
        }
    }

    /**
     * Makes everything ready to start a command.
     *
     * @param command the command and its arguments
     * @param folder where what it prints is kept until it has ended
     * @param group the memory control group to run in
     * @throws IOException if the shell cannot be started
     */
    public static MeasuredProcess prepare(List<String> command, Path folder, Optional<MemoryCgroup> group)
            throws IOException {
        Libc.prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        Path output = Files.createTempFile(folder, "output", "");
        List<String> line = new ArrayList<>(List.of("sh", "-c", SCRIPT, "measured", output.toString()));
        line.addAll(command);
        List<String> placed = group.map(inside -> inside.command(line)).orElse(line);
        ProcessBuilder builder = new ProcessBuilder(placed).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin");
        return new MeasuredProcess(output, builder.start());
    }

    /**
     * Starts the command.
     *
     * @throws IOException if it cannot be
     */
    public void go() throws IOException {
        startNanos = System.nanoTime();
        shell.outputWriter().write("go\n");
        shell.outputWriter().flush();
        try (BufferedReader answer =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            String number = answer.readLine();
            if (number == null) {
                throw new IOException("the shell that should start a command has ended");
            }
            pid = Integer.parseInt(number.strip());
            shell.waitFor(); // from now on the command belongs to this process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Waits for the end of the command, or ends it when the time is over.
     *
     * @throws IOException if the kernel does not tell what became of it
     */
    public Outcome await(Duration limit) throws IOException {
        AtomicBoolean timedOut = new AtomicBoolean();
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
        ScheduledFuture<?> end = clock.schedule(
                () -> {
                    timedOut.set(true);
                    kill();
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            int[] status = new int[1];
            byte[] rusage = Libc.rusage();
            while (Libc.wait4(pid, status, 0, rusage) != pid) {
                int errno = Native.getLastError();
                if (errno != Libc.EINTR) {
                    throw new IOException("wait4 for process " + pid + ": " + Libc.strerror(errno));
                }
            }
            long endNanos = System.nanoTime();
            ended.set(true);
            end.cancel(false);
            return new Outcome(
                    exitStatus(status[0]),
                    startNanos,
                    endNanos,
                    Libc.usage(rusage),
                    timedOut.get(),
                    printed(".out"),
                    printed(".err"));
        } finally {
            clock.shutdownNow();
        }
    }

    /** Ends the command and its children at once; does nothing if it has ended. */
    @Override
    public void kill() {
        if (pid != 0 && !ended.get()) {
            List<Long> family = new ArrayList<>(Processes.descendants(pid));
            family.add(0, (long) pid);
            family.forEach(member -> Libc.kill(member.intValue(), Libc.SIGKILL));
        }
        shell.destroyForcibly();
    }

    /** Ends the command if it still runs, and deletes what it printed. */
    @Override
    public void close() throws IOException {
        kill();
        Running.remove(this);
        for (String suffix : List.of("", ".out", ".err")) {
            Files.deleteIfExists(Path.of(output + suffix));
        }
    }

    private String printed(String suffix) throws IOException {
        Path file = Path.of(output + suffix);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }

    private static int exitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : 128 + signal;
    }
}
