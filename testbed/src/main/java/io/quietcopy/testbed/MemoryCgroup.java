package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A control group of the memory controller, version 1 or 2: what its processes put into the page cache is counted, and can
 * be limited.
 *
 * <p>A page is charged to the group of the process that brought it into the cache first; later users pay nothing. Write
 * back and eviction, by whomever, give it back. Needs {@link Requirement#CGROUP_MEMORY}.
 *
 * <p>{@link #close} kills the processes that were started in the group, moves back those that were {@linkplain #add added},
 * and removes the group. Thread-safe.
 */
public final class MemoryCgroup implements AutoCloseable {

    private static final Duration EMPTY_LIMIT = Duration.ofSeconds(5);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private final Path origin;
    private final boolean second;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Undo undo;
    private volatile boolean adopted;

    private MemoryCgroup(Path folder, Path origin, boolean second) throws IOException {
        this.folder = folder;
        this.origin = origin;
        this.second = second;
        Files.createDirectory(folder);
        this.undo = Undo.later("control group " + folder, this::close);
    }

    /**
     * Makes a group without a limit.
     *
     * @throws IOException if the machine has no memory controller, or it may not be used
     */
    public static MemoryCgroup create() throws IOException {
        String name = "quietcopy-testbed-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        Optional<Path> first = mountOf("cgroup", "memory");
        if (first.isPresent()) {
            Path own = within(first.get(), ownGroup(line -> line.contains(":memory:")));
            return new MemoryCgroup(own.resolve(name), own, false);
        }
        Path root = mountOf("cgroup2", "").orElseThrow(() -> new IOException("no control groups are mounted"));
        Path own = within(root, ownGroup(line -> line.startsWith("0::")));
        // A group that holds processes may not hand its controllers down, so it is the nearest one above that does.
        for (Path above = own; above != null && above.startsWith(root); above = above.getParent()) {
            if (Files.readString(above.resolve("cgroup.subtree_control")).contains("memory")) {
                return new MemoryCgroup(above.resolve(name), own, true);
            }
        }
        throw new IOException("no control group above " + own + " hands down the memory controller");
    }

    /**
     * Makes a group whose processes may use so much memory, page cache included.
     *
     * @param limitBytes the limit in bytes
     * @throws IOException if the machine has no memory controller, or it may not be used
     */
    public static MemoryCgroup create(long limitBytes) throws IOException {
        MemoryCgroup group = create();
        try {
            group.write(group.second ? "memory.max" : "memory.limit_in_bytes", Long.toString(limitBytes));
            return group;
        } catch (IOException e) {
            Undo.after(e, group);
            throw e;
        }
    }

    /** Returns the version of the control groups: 1 or 2. */
    public int version() {
        return second ? 2 : 1;
    }

    /** Returns the folder of the group. */
    public Path folder() {
        return folder;
    }

    /** Returns a command that enters the group and then becomes the given one, under the same process id. */
    public List<String> command(List<String> command) {
        List<String> inside =
                new ArrayList<>(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", procs().toString()));
        inside.addAll(command);
        return inside;
    }

    /** Returns a command that enters the group and then becomes the given one, under the same process id. */
    public List<String> command(String... command) {
        return command(List.of(command));
    }

    /**
     * Moves a living process, with its threads, into the group. What it had charged before stays where it was.
     *
     * @throws IOException if the kernel refuses
     */
    public void add(long pid) throws IOException {
        adopted = true;
        Files.writeString(procs(), Long.toString(pid));
    }

    /**
     * Returns the processes in the group.
     *
     * @throws IOException if they cannot be read
     */
    public List<Long> pids() throws IOException {
        return Files.readAllLines(procs()).stream().map(Long::valueOf).toList();
    }

    /**
     * Returns the page cache charged to the group, in bytes. Files on tmpfs and shared memory count.
     *
     * @throws IOException if it cannot be read
     */
    public long fileBytes() throws IOException {
        String label = second ? "file " : "total_cache ";
        for (String line : Files.readAllLines(folder.resolve("memory.stat"))) {
            if (line.startsWith(label)) {
                return Long.parseLong(line.substring(label.length()).strip());
            }
        }
        throw new IOException(folder + "/memory.stat has no " + label.strip());
    }

    /**
     * Returns all memory charged to the group, in bytes.
     *
     * @throws IOException if it cannot be read
     */
    public long usageBytes() throws IOException {
        return number(second ? "memory.current" : "memory.usage_in_bytes");
    }

    /**
     * Returns the most memory ever charged to the group, in bytes; empty where the kernel does not count it (version 2 before
     * Linux 5.19).
     *
     * @throws IOException if it cannot be read
     */
    public OptionalLong peakBytes() throws IOException {
        String file = second ? "memory.peak" : "memory.max_usage_in_bytes";
        return Files.exists(folder.resolve(file)) ? OptionalLong.of(number(file)) : OptionalLong.empty();
    }

    /**
     * Empties and removes the group. Idempotent.
     *
     * @throws IOException if processes remain in it, or it cannot be removed
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        undo.done();
        boolean empty = Await.until(EMPTY_LIMIT, () -> {
            for (long pid : pids()) {
                if (adopted) {
                    moveBack(pid);
                } else {
                    Libc.kill((int) pid, Libc.SIGKILL);
                }
            }
            return pids().isEmpty();
        });
        if (!empty) {
            throw new IOException(folder + " still holds the processes " + pids());
        }
        Files.delete(folder);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private void moveBack(long pid) throws IOException {
        try {
            Files.writeString(origin.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            if (Processes.alive(pid)) {
                throw e;
            }
        }
    }

    private Path procs() {
        return folder.resolve("cgroup.procs");
    }

    private long number(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static Optional<Path> mountOf(String type, String controller) throws IOException {
        return Mounts.all().stream()
                .filter(mount -> mount.type().equals(type))
                .filter(mount -> controller.isEmpty()
                        || List.of(mount.options().split(",", -1)).contains(controller))
                .map(Mounts.Mount::point)
                .findFirst();
    }

    private static String ownGroup(Predicate<String> line) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line)
                .map(found -> found.substring(found.indexOf(':', found.indexOf(':') + 1) + 1))
                .findFirst()
                .orElse("/");
    }

    /** In a container the group's name may be that of the host, which is not to be seen here. */
    private static Path within(Path mount, String group) {
        Path own = mount.resolve(group.substring(1));
        return Files.isDirectory(own) ? own : mount;
    }
}
