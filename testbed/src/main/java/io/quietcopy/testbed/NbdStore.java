package io.quietcopy.testbed;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Storage that keeps its promises only when asked: a file whose writes stay in the memory of a server until they are
 * flushed, and are lost when the server is killed before. It can also be slow, fail, or stop answering.
 *
 * <p>Two processes of our own: {@code nbdkit} with its cache filter in write-back mode over a backing file, and {@code
 * nbdfuse}, which shows it as one file of fixed length. Measured with nbdkit 1.32 and nbdfuse 1.14: a write to the file
 * reaches nbdkit at once, also a buffered one (FUSE writes through), and none of it the backing file; {@code close} flushes
 * nothing; {@code fsync} and {@code fdatasync} of the file put everything into the backing file before they return. The file
 * cannot be truncated, renamed or created. For those put a file system on it: {@code
 * MountedFileSystem.of(EXT4).existingImage(store.file())}.
 *
 * <p>Needs {@link Requirement#NBDKIT} and {@link Requirement#NBDFUSE}. {@link #close} ends both processes. Thread-safe.
 */
public final class NbdStore implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Builder settings;
    private final Scratch scratch;
    private final Path mountPoint;
    private final Path faultSwitch;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Undo undo;
    private @Nullable Process server;
    private @Nullable Process fuse;

    private NbdStore(Builder settings) throws IOException {
        this.settings = settings;
        this.scratch = Scratch.create();
        this.mountPoint = Files.createDirectory(scratch.file("mnt"));
        this.faultSwitch = scratch.file("faults");
        this.undo = Undo.later("NBD store over " + settings.backing, this::close);
    }

    /** Starts to describe a store over an existing file. Unless told otherwise it writes back only when flushed. */
    public static Builder over(Path backing) {
        return new Builder(backing);
    }

    /** Returns the file that it shows. */
    public Path file() {
        return mountPoint.resolve("disk");
    }

    /** Returns the file in which flushed data lies. */
    public Path backing() {
        return settings.backing;
    }

    /** Returns the process ids of {@code nbdkit} and {@code nbdfuse} that are alive. */
    public synchronized Set<Long> pids() {
        Set<Long> pids = new TreeSet<>();
        for (Process process : new @Nullable Process[] {server, fuse}) {
            if (process != null && process.isAlive()) {
                pids.add(process.pid());
            }
        }
        return pids;
    }

    /**
     * Kills both processes, as a power cut would: what was not flushed is lost. The file then fails with {@code ENOTCONN}
     * until {@link #restart}.
     *
     * @throws IOException if they do not end
     */
    public synchronized void killNow() throws IOException {
        for (Process process : new @Nullable Process[] {server, fuse}) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        for (Process process : new @Nullable Process[] {server, fuse}) {
            if (process != null && !Tool.ended(process, END_LIMIT)) {
                throw new IOException("process " + process.pid() + " does not end");
            }
        }
    }

    /**
     * Shows the file again after {@link #killNow}, with what was flushed.
     *
     * @throws IOException if the old mount is still in use or the processes do not start
     */
    public synchronized void restart() throws IOException {
        unmount();
        start();
    }

    /**
     * Lets the server stop answering: reads, writes and flushes hang until {@link #resume}. A process that hangs in the file
     * itself can be killed; one that hangs in a file system on top of it cannot.
     *
     * @throws IOException if it is not running
     */
    public void pause() throws IOException {
        signal(Libc.SIGSTOP);
    }

    /**
     * Lets the server answer again.
     *
     * @throws IOException if it is not running
     */
    public void resume() throws IOException {
        signal(Libc.SIGCONT);
    }

    /**
     * Lets the requests fail that {@link Builder#faults} named, from now on.
     *
     * @throws IOException if the switch cannot be set
     */
    public void startFaults() throws IOException {
        if (!Files.exists(faultSwitch)) {
            Files.createFile(faultSwitch);
        }
    }

    /**
     * Lets no request fail any more.
     *
     * @throws IOException if the switch cannot be set
     */
    public void stopFaults() throws IOException {
        Files.deleteIfExists(faultSwitch);
    }

    /**
     * Ends both processes and removes the mount. What was not flushed is lost. Idempotent.
     *
     * @throws IOException if a process does not end, or the file was still in use
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        undo.done();
        if (server != null && server.isAlive()) {
            Libc.kill((int) server.pid(), Libc.SIGCONT);
        }
        try {
            unmount();
        } finally {
            killNow();
            scratch.close();
        }
    }

    @Override
    public String toString() {
        return file() + " over " + settings.backing;
    }

    private synchronized void start() throws IOException {
        Path socket = scratch.file("socket");
        Files.deleteIfExists(socket);
        long length;
        try (FileChannel channel = FileChannel.open(settings.backing, StandardOpenOption.READ)) {
            length = channel.size();
        }
        Process nbdkit = launch("nbdkit", settings.serverCommand(socket, faultSwitch));
        server = nbdkit;
        awaitStart(nbdkit, "nbdkit", () -> Files.exists(socket));
        Process nbdfuse = launch("nbdfuse", List.of("nbdfuse", file().toString(), "--unix", socket.toString()));
        fuse = nbdfuse;
        awaitStart(nbdfuse, "nbdfuse", () -> Files.exists(file()) && Files.size(file()) == length);
    }

    private void awaitStart(Process process, String name, Await.Condition ready) throws IOException {
        boolean done = Await.until(START_LIMIT, () -> !process.isAlive() || ready.holds());
        if (!done || !process.isAlive()) {
            throw new IOException(name + " did not start: "
                    + Files.readString(scratch.file(name + ".log")).strip());
        }
    }

    /** In a folder of its own: nbdfuse aborts when its server is killed, and may leave a core file. */
    private Process launch(String name, List<String> command) throws IOException {
        File log = scratch.file(name + ".log").toFile();
        return Tool.builder(command)
                .directory(scratch.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log)
                .redirectError(log)
                .start();
    }

    private void unmount() throws IOException {
        if (!Mounts.points().contains(mountPoint)) {
            return;
        }
        boolean done = Await.until(
                END_LIMIT,
                () -> Tool.attempt("fusermount3", "-u", mountPoint.toString()).succeeded()
                        || !Mounts.points().contains(mountPoint));
        if (!done) {
            Tool.attempt("fusermount3", "-u", "-z", mountPoint.toString());
            throw new IOException(mountPoint + " was still in use by " + Processes.usersOf(mountPoint));
        }
    }

    private synchronized void signal(int signal) throws IOException {
        if (server == null || !server.isAlive()) {
            throw new IOException("nbdkit is not running");
        }
        if (Libc.kill((int) server.pid(), signal) != 0) {
            throw Libc.failure("kill", server.pid());
        }
    }

    /** Describes a store. Not thread-safe. */
    public static final class Builder {

        private final List<String> filters = new ArrayList<>();
        private final List<String> parameters = new ArrayList<>();
        private Path backing;
        private boolean writeBack = true;
        private boolean faults;

        private Builder(Path backing) {
            this.backing = backing;
        }

        /** Sets whether writes reach the backing file only when flushed (unless told otherwise), or at once. */
        public Builder writeBack(boolean writeBack) {
            this.writeBack = writeBack;
            return this;
        }

        /**
         * Lets the storage behind the cache fail between {@link NbdStore#startFaults} and {@link NbdStore#stopFaults}. With
         * {@code "pwrite"} a store that writes back takes writes as before and fails the {@code fsync}; one that does not
         * write back fails the write itself.
         *
         * @param errno the error: {@code "EIO"}, {@code "ENOSPC"}, {@code "EPERM"}, {@code "EINVAL"}, {@code "ESHUTDOWN"}
         * @param requests which: {@code "pread"}, {@code "pwrite"}, {@code "zero"}, {@code "trim"}
         */
        public Builder faults(String errno, String... requests) {
            faults = true;
            parameters.add("error=" + errno);
            for (String request : requests) {
                parameters.add("error-" + request + "-rate=100%");
            }
            return this;
        }

        /** Makes each read and write take so much longer. */
        public Builder delays(Duration read, Duration write) {
            return filter("delay", "rdelay=" + read.toMillis() + "ms", "wdelay=" + write.toMillis() + "ms");
        }

        /** Adds any filter of nbdkit with its parameters; the first one added is the nearest to the client. */
        public Builder filter(String name, String... filterParameters) {
            filters.add(name);
            parameters.addAll(List.of(filterParameters));
            return this;
        }

        /**
         * Starts the store.
         *
         * @throws IOException if it cannot be started; nothing is left behind
         */
        public NbdStore start() throws IOException {
            backing = backing.toRealPath();
            NbdStore store = new NbdStore(this);
            try {
                store.start();
                return store;
            } catch (IOException e) {
                Undo.after(e, store);
                throw e;
            }
        }

        private List<String> serverCommand(Path socket, Path faultSwitch) {
            List<String> command = new ArrayList<>(List.of("nbdkit", "--foreground", "--unix", socket.toString()));
            filters.forEach(filter -> command.add("--filter=" + filter));
            if (writeBack) {
                command.add("--filter=cache");
            }
            if (faults) {
                command.add("--filter=error"); // behind the cache, where the storage is
            }
            command.add("file");
            command.add("file=" + backing);
            if (writeBack) {
                command.add("cache=writeback");
            }
            if (faults) {
                command.add("error-file=" + faultSwitch);
            }
            command.addAll(parameters);
            return command;
        }
    }
}
