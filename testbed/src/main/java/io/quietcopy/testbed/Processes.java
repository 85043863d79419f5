package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code /proc} tells about processes. Thread-safe; a process may of course end while it is looked at. */
public final class Processes {
    private static final long SAME_WAIT_NANOS = 250_000_000L;

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /**
     * The I/O counters of a process, all its threads and its ended children that it has waited for.
     *
     * @param readCharacters bytes that it read by any read call, cached or not
     * @param writtenCharacters bytes that it wrote by any write call, to the cache or past it
     * @param readCalls calls that read
     * @param writeCalls calls that write
     * @param readBytes bytes that were fetched from storage for it
     * @param writtenBytes bytes that it caused to be sent to storage
     * @param cancelledWriteBytes bytes of {@code writtenBytes} that were given up before they were sent
     */
    public record IoCounters(
            long readCharacters,
            long writtenCharacters,
            long readCalls,
            long writeCalls,
            long readBytes,
            long writtenBytes,
            long cancelledWriteBytes) {}

    /** Tells whether the process exists and has not ended; a zombie has. */
    public static boolean alive(long pid) {
        char state = state(pid);
        return state != '-' && state != 'Z' && state != 'X';
    }

    /**
     * Returns the state of the process's main thread as {@code ps} shows it: {@code R}unning, {@code S}leeping, {@code D}
     * hanging in the kernel, s{@code T}opped, {@code Z}ombie; {@code -} if there is no such process.
     */
    public static char state(long pid) {
        return state(PROC.resolve(Long.toString(pid)));
    }

    /**
     * Tells whether any thread of the process is in the kernel and not to be ended by any signal (state {@code D}) at this
     * moment; a thread that waits for a healthy disk is, too, for an instant.
     */
    public static boolean hangs(long pid) {
        return !hanging(pid).isEmpty();
    }

    /** Returns the threads in state {@code D}, each with the number of times that it has waited for anything so far. */
    private static Map<String, String> hanging(long pid) {
        Map<String, String> waits = new HashMap<>();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            for (Path thread : threads) {
                if (state(thread) == 'D') {
                    waits.put(thread.toString(), waits(thread));
                }
            }
            return waits;
        } catch (IOException e) {
            return Map.of(); // it has ended
        }
    }

    private static String waits(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return line;
            }
        }
        return "";
    }

    /**
     * Waits until some thread of the process hangs in the kernel: it is in one and the same wait for a quarter of a second,
     * which no healthy disk takes.
     *
     * @return whether one did within the limit
     */
    public static boolean awaitHang(long pid, Duration limit) {
        Map<String, String> first = new HashMap<>();
        long[] since = {System.nanoTime()};
        return await(limit, () -> {
            Map<String, String> now = hanging(pid);
            first.entrySet().retainAll(now.entrySet());
            if (first.isEmpty()) {
                first.putAll(now);
                since[0] = System.nanoTime();
            }
            return !first.isEmpty() && System.nanoTime() - since[0] > SAME_WAIT_NANOS;
        });
    }

    /**
     * Waits until the process has ended; a zombie has.
     *
     * @return whether it did within the limit
     */
    public static boolean awaitEnd(long pid, Duration limit) {
        return await(limit, () -> !alive(pid));
    }

    /** Returns the living children of the process, their children and so on, in ascending order of their ids. */
    public static List<Long> descendants(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .filter(Processes::alive)
                .sorted()
                .toList();
    }

    /** Returns the living descendants of this JVM. */
    public static List<Long> descendants() {
        return descendants(ProcessHandle.current().pid());
    }

    /** Returns the command line of the process, its name in brackets if it has none, or {@code "(gone)"}. */
    public static String commandLine(long pid) {
        Path folder = PROC.resolve(Long.toString(pid));
        try {
            String line = Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
            return line.isEmpty()
                    ? "["
                            + Files.readString(folder.resolve("comm"), StandardCharsets.ISO_8859_1)
                                    .strip() + "]"
                    : line;
        } catch (IOException e) {
            return "(gone)";
        }
    }

    /**
     * Returns the I/O counters of a process.
     *
     * @throws IOException if it has ended or may not be looked at
     */
    public static IoCounters io(long pid) throws IOException {
        Map<String, Long> counters = new HashMap<>();
        for (String line : Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("io"))) {
            int colon = line.indexOf(':');
            counters.put(
                    line.substring(0, colon),
                    Long.valueOf(line.substring(colon + 1).strip()));
        }
        return new IoCounters(
                counters.getOrDefault("rchar", 0L),
                counters.getOrDefault("wchar", 0L),
                counters.getOrDefault("syscr", 0L),
                counters.getOrDefault("syscw", 0L),
                counters.getOrDefault("read_bytes", 0L),
                counters.getOrDefault("write_bytes", 0L),
                counters.getOrDefault("cancelled_write_bytes", 0L));
    }

    /**
     * Returns the open descriptors of a process and what they refer to ({@code "/dev/loop3"}, {@code "pipe:[4711]"}).
     *
     * @throws IOException if it has ended or may not be looked at
     */
    public static SortedMap<Integer, String> descriptors(long pid) throws IOException {
        SortedMap<Integer, String> descriptors = new TreeMap<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path entry : entries) {
                targetOf(entry)
                        .ifPresent(target -> descriptors.put(
                                Integer.valueOf(entry.getFileName().toString()), target));
            }
        }
        return descriptors;
    }

    /**
     * Returns the open descriptors of this JVM, without the one that lists them.
     *
     * @throws IOException if they cannot be listed
     */
    public static SortedMap<Integer, String> descriptors() throws IOException {
        long pid = ProcessHandle.current().pid();
        SortedMap<Integer, String> descriptors = descriptors(pid);
        descriptors.values().removeIf(target -> target.equals("/proc/" + pid + "/fd"));
        return descriptors;
    }

    /**
     * Returns the number of this JVM's threads as the kernel counts them, those of the JVM itself included.
     *
     * @throws IOException if they cannot be listed
     */
    public static int kernelThreads() throws IOException {
        try (Stream<Path> threads = Files.list(PROC.resolve("self").resolve("task"))) {
            return (int) threads.count();
        }
    }

    /** Names the processes that have the path, or something below it, open or as working folder; for error messages. */
    static String usersOf(Path path) {
        List<String> users = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (uses(process, pid, path)) {
                    users.add(pid + " (" + commandLine(pid) + ")");
                }
            }
        } catch (IOException e) {
            return "somebody (" + e.getMessage() + ")";
        }
        return users.isEmpty() ? "the kernel or a mount" : String.join(", ", users);
    }

    private static boolean uses(Path process, long pid, Path path) {
        try {
            return descriptors(pid).values().stream().anyMatch(target -> lies(target, path))
                    || lies(Files.readSymbolicLink(process.resolve("cwd")).toString(), path);
        } catch (IOException e) {
            return false;
        }
    }

    /** Empty if it was closed meanwhile, as the one that lists the folder always is. */
    private static Optional<String> targetOf(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean lies(String target, Path path) {
        return target.startsWith("/") && Path.of(target).startsWith(path);
    }

    private static boolean await(Duration limit, Await.Condition condition) {
        try {
            return Await.until(limit, condition);
        } catch (IOException e) {
            throw new AssertionError("these conditions throw nothing", e);
        }
    }

    private static char state(Path folder) {
        try {
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // the name before it may contain anything, parentheses and blanks too
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return '-';
        }
    }
}
