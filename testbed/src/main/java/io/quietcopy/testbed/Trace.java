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
import java.util.function.Predicate;

/**
 * The system calls of a command and its children, in the order in which they began, recorded by {@code strace}.
 *
 * <pre>{@code
 * Trace trace = Trace.of("cp", "a", "b").calls("write", "fsync").run(Duration.ofSeconds(10));
 * Trace.Call write = trace.last(call -> call.is("write") && call.on(b)).orElseThrow();
 * Trace.Call fsync = trace.first(call -> call.is("fsync") && call.on(b)).orElseThrow();
 * assertThat(write.endedBefore(fsync)).isTrue();
 * }</pre>
 *
 * <p>Needs {@link Requirement#STRACE}. Calls that strace had to print in two pieces, because another thread's call came in
 * between, are one {@link Call} with the orders of its beginning and its end. Immutable.
 */
public final class Trace {

    private final int exitStatus;
    private final String out;
    private final String err;
    private final List<Call> calls;

    private Trace(int exitStatus, String out, String err, List<Call> calls) {
        this.exitStatus = exitStatus;
        this.out = out;
        this.err = err;
        this.calls = List.copyOf(calls);
    }

    /**
     * One system call.
     *
     * @param name its name, {@code "pwrite64"}
     * @param pid the thread that made it
     * @param arguments its arguments as strace prints them, descriptors with their path: {@code 3</tmp/x>, "\0\0"..., 4096}
     * @param result what follows the equals sign: {@code "4096"}, {@code "-1 ENOSPC (No space left on device)"}; empty if it
     *     never ended
     * @param began its place among all beginnings and ends of calls
     * @param ended the place of its end; {@link Integer#MAX_VALUE} if it never ended
     * @param seconds when it began, in seconds since 1970
     */
    public record Call(String name, long pid, String arguments, String result, int began, int ended, double seconds) {

        /** Tells whether it is one of these system calls. */
        public boolean is(String... names) {
            return List.of(names).contains(name);
        }

        /** Tells whether it refers to the path, as a descriptor or as an argument (relative arguments do not count). */
        public boolean on(Path path) {
            String text = TraceParser.unescape(arguments);
            // strace marks a descriptor of a deleted file
            return text.contains("<" + path + ">")
                    || text.contains("<" + path + "(deleted)>")
                    || text.contains("\"" + path + "\"");
        }

        /** Tells whether it ended, with a result other than -1. */
        public boolean succeeded() {
            return !result.isEmpty() && !result.startsWith("-1") && !result.startsWith("?");
        }

        /** Returns the number that it returned, 0 if it never ended. */
        public long returned() {
            String number = result.split("[ <]", 2)[0];
            if (number.isEmpty() || number.equals("?")) {
                return 0;
            }
            return number.startsWith("0x") ? Long.parseUnsignedLong(number.substring(2), 16) : Long.parseLong(number);
        }

        /** Tells whether it ended before the other one began. */
        public boolean endedBefore(Call other) {
            return ended < other.began;
        }

        @Override
        public String toString() {
            return pid + " " + name + "(" + arguments + ") = " + (result.isEmpty() ? "(never ended)" : result);
        }
    }

    /** Starts to describe a command to be traced. */
    public static Builder of(String... command) {
        return of(List.of(command));
    }

    /** Starts to describe a command to be traced. */
    public static Builder of(List<String> command) {
        return new Builder(command);
    }

    /** Returns the exit status of the command; 128 and the signal's number if a signal ended it. */
    public int exitStatus() {
        return exitStatus;
    }

    /** Returns what the command wrote to its standard output. */
    public String out() {
        return out;
    }

    /** Returns what the command, and strace if it had something to say, wrote to the standard error. */
    public String err() {
        return err;
    }

    /** Returns all calls in the order in which they began. */
    public List<Call> calls() {
        return calls;
    }

    /** Returns the calls that fulfil the condition, in the order in which they began. */
    public List<Call> all(Predicate<Call> condition) {
        return calls.stream().filter(condition).toList();
    }

    /** Returns the first call that fulfils the condition. */
    public Optional<Call> first(Predicate<Call> condition) {
        return calls.stream().filter(condition).findFirst();
    }

    /** Returns the call that ended last of those that fulfil the condition. */
    public Optional<Call> last(Predicate<Call> condition) {
        return calls.stream().filter(condition).reduce((a, b) -> b.ended >= a.ended ? b : a);
    }

    /** Returns the index in {@link #calls} of the first call that fulfils the condition, -1 if none does. */
    public int firstIndex(Predicate<Call> condition) {
        return first(condition).map(calls::indexOf).orElse(-1);
    }

    /** Returns the index in {@link #calls} of the call of {@link #last}, -1 if there is none. */
    public int lastIndex(Predicate<Call> condition) {
        return last(condition).map(calls::indexOf).orElse(-1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        calls.forEach(call -> text.append(call).append('\n'));
        return text.toString();
    }

    /** Describes a command to be traced. Not thread-safe. */
    public static final class Builder {

        private final List<String> command;
        private final List<String> options = new ArrayList<>();
        private Path folder = Path.of("").toAbsolutePath();
        private Map<String, String> environment = Map.of();
        private String calls = "all";
        private int textBytes = 32;

        private Builder(List<String> command) {
            this.command = List.copyOf(command);
        }

        /** Sets the system calls to record, or classes of them such as {@code %desc}; everything unless told. */
        public Builder calls(String... names) {
            this.calls = String.join(",", names);
            return this;
        }

        /**
         * Tampers with system calls, as after {@code strace --inject=}: {@code "fsync:error=EIO:when=1"}, {@code
         * "pwrite64:delay_enter=1s"}. The calls have to be among those that are recorded.
         */
        public Builder inject(String rule) {
            options.add("--inject=" + rule);
            return this;
        }

        /** Sets how many bytes of written or read content are kept; 32 unless told. */
        public Builder textBytes(int textBytes) {
            this.textBytes = textBytes;
            return this;
        }

        /** Sets the working folder of the command. */
        public Builder folder(Path folder) {
            this.folder = folder;
            return this;
        }

        /** Adds variables to the command's environment, which is otherwise that of this JVM. */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /**
         * Runs the command to its end, whatever its exit status.
         *
         * @param limit after this time the command, its children and strace are killed
         * @throws IOException if it cannot be traced, or did not end within the limit
         */
        public Trace run(Duration limit) throws IOException {
            try (Scratch scratch = Scratch.create()) {
                File out = scratch.file("out").toFile();
                File err = scratch.file("err").toFile();
                Path log = scratch.file("trace");
                List<String> line = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-y", "-ttt"));
                line.addAll(List.of("-s", Integer.toString(textBytes), "-o", log.toString(), "-e", "trace=" + calls));
                line.addAll(options);
                line.add("--");
                line.addAll(command);
                ProcessBuilder builder = new ProcessBuilder(line);
                builder.environment().putAll(environment);
                Process process = builder.directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out)
                        .redirectError(err)
                        .start();
                if (!Tool.ended(process, limit)) {
                    // the children first: without their tracer they would run on
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new IOException(command + " did not end within " + limit.toSeconds() + " s under strace: "
                            + Files.readString(err.toPath(), StandardCharsets.ISO_8859_1));
                }
                return new Trace(
                        process.exitValue(),
                        new String(Files.readAllBytes(out.toPath()), StandardCharsets.UTF_8),
                        new String(Files.readAllBytes(err.toPath()), StandardCharsets.UTF_8),
                        TraceParser.parse(Files.readAllLines(log, StandardCharsets.ISO_8859_1)));
            }
        }
    }
}
