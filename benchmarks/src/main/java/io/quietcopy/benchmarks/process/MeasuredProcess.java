package io.quietcopy.benchmarks.process;

import com.sun.jna.Native;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * a shell makes a process that will become the command, tells its id and ends. The orphan then belongs to this process,
 * which has declared itself the one that takes orphans in ({@code PR_SET_CHILD_SUBREAPER}). It waits at a named pipe for the
 * word, and only when it is told becomes the command; so it cannot end while the shell might still reap it. {@code wait4} at
 * last gives the processor time and memory of the command with all its own children. The shell in between has another use: a
 * process inherits the peak memory of the one that it was forked from, which is that of a small shell then and not of this
 * Java.
 *
 * <p>Not thread-safe, except {@link #kill}.
 */
public final class MeasuredProcess implements AutoCloseable, Running.Child {
    /** How the problem of a command begins that was ended because it took too long. */
    public static final String TOO_LONG = "took longer than";

    private static final String SCRIPT = "out=$1; shift; mkfifo \"$out.go\" || exit; "
            + "{ read -r go <\"$out.go\" && exec \"$@\" </dev/null >\"$out.out\" 2>\"$out.err\"; } & echo $!";
    private static final List<String> SUFFIXES = List.of("", ".go", ".out", ".err");
    private static final int MOST_MESSAGE_CHARACTERS = 600;

    private final Path output;
    private final int pid;
    private final FileChannel word;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long startNanos;

    private MeasuredProcess(Path output, int pid, FileChannel word) {
        this.output = output;
        this.pid = pid;
        this.word = word;
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
        int pid = orphan(builder.start());
        // For reading too: then nobody waits for the other side, which may have been ended.
        FileChannel word = FileChannel.open(Path.of(output + ".go"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new MeasuredProcess(output, pid, word);
    }

    private static int orphan(Process shell) throws IOException {
        try (BufferedReader answer = shell.inputReader(StandardCharsets.UTF_8)) {
            String number = answer.readLine();
            int status = shell.waitFor();
            if (number == null || status != 0) {
                throw new IOException("the shell that should start a command ended with status " + status);
            }
            return Integer.parseInt(number.strip());
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Starts the command.
     *
     * @throws IOException if it cannot be
     */
    public void go() throws IOException {
        startNanos = System.nanoTime();
        word.write(ByteBuffer.wrap("go\n".getBytes(StandardCharsets.US_ASCII)));
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
            byte[] rusage = Libc.rusage();
            int status = reap(rusage);
            long endNanos = System.nanoTime();
            end.cancel(false);
            return new Outcome(
                    exitStatus(status),
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

    private int reap(byte[] rusage) throws IOException {
        int[] status = new int[1];
        while (Libc.wait4(pid, status, 0, rusage) != pid) {
            int errno = Native.getLastError();
            if (errno != Libc.EINTR) {
                throw new IOException("wait4 for process " + pid + ": " + Libc.strerror(errno));
            }
        }
        ended.set(true);
        return status[0];
    }

    /** Ends the command and its children at once; does nothing if it has ended. */
    @Override
    public void kill() {
        if (!ended.get()) {
            List<Long> family = new ArrayList<>(Processes.descendants(pid));
            family.add(0, (long) pid);
            family.forEach(member -> Libc.kill(member.intValue(), Libc.SIGKILL));
        }
    }

    /** Ends the command if it still runs, and deletes what it printed. */
    @Override
    public void close() throws IOException {
        try {
            if (!ended.get()) {
                kill();
                reap(Libc.rusage());
            }
        } finally {
            Running.remove(this);
            word.close();
            for (String suffix : SUFFIXES) {
                Files.deleteIfExists(Path.of(output + suffix));
            }
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
