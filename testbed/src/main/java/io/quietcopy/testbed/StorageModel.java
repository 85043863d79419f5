package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Storage that takes the time, and makes the mistakes, that it is told to: a folder of files in memory, behind FUSE.
 *
 * <p><b>What it is for.</b> Some trouble cannot be had from real storage at will: a latency of exactly 2 ms with a
 * bandwidth of 400 MB/s that changes in the middle, an {@code EIO} at one offset, a read that never returns, a bit that
 * flips after it was written, the number of bytes in flight. nbdkit's filters under nbdfuse ({@link NbdStore}) serialise
 * direct writes to a file, so that nothing can be said about depth there; this model takes them in parallel.
 *
 * <p><b>What it is made of.</b> A program in C on libfuse's low-level interface (in the resources, folder {@code
 * storagemodel}), compiled by gcc when first needed and once per JVM. It serves one mount: a flat folder with any files,
 * which can be created, truncated, renamed (also without replacing, and exchanging), linked, unlinked, synced, punched. The
 * contents are chunks of 1 MiB in memory, made when written, so that a file of a tebibyte is cheap; they know to a block of
 * 4096 bytes what was written, and tell it by {@code SEEK_DATA}. Memory and not a file below, so that nothing but the model
 * decides how long a request takes; what is stored is bounded by the {@linkplain Builder#capacityBytes capacity}, beyond it
 * comes {@code ENOSPC}. What is in memory is always "on disk": an fsync is counted, takes its time and may fail, but loses
 * nothing; for storage that loses what was not synced take {@link NbdStore}.
 *
 * <p><b>How time is made.</b> Two threads only receive. A request gets its due time when it is received, by a virtual
 * clock for each direction (see {@link StorageTiming}): {@code busy = max(now, busy) + requestTime + bytes / bandwidth},
 * {@code due = busy + latency + jitter}. Then it waits in a heap, without a thread, and one thread for each direction carries
 * out what is due. So thousands may wait; and being late once does not lower the bandwidth, since the clock goes on from the
 * due time of the last and not from its reply. How late the model was is counted ({@link StorageCounters#meanLate}): a test
 * that compares times can tell whether the machine was the limit. To make that rare each byte is copied only once: a write of
 * a whole chunk is received where it stays. A changed timing counts for requests that come afterwards. A write is stored when
 * it is due, so what hangs and is aborted was never stored.
 *
 * <p><b>How the kernel is asked.</b> Requests of up to 1 MiB. Files are opened past the page cache ({@code FOPEN_DIRECT_IO}),
 * whatever the opener says, with parallel direct writes on ({@code FOPEN_PARALLEL_DIRECT_WRITES}, for which libfuse 3.14 has
 * no field, so that the reply to an open is sent raw). Beyond the end of a file the kernel still lets one write in at a time:
 * truncate a file to its length before writing in parallel. One call that reads or writes 4 MiB becomes four requests one
 * after the other, unless it is asynchronous (libaio, io_uring). {@link Builder#pageCache} opens past the page cache only
 * what is opened with {@code O_DIRECT}; and as long as somebody has a file open through the page cache, the kernel lets only
 * one direct write in at a time there. Nothing is remembered about names and attributes: each {@code stat} is a request.
 *
 * <p><b>How it ends.</b> {@link #close} unmounts and ends the process. Whoever still hangs is freed first, by {@code
 * /sys/fs/fuse/connections}, and gets an error. When this JVM is killed the process notices (its stdin ends, or the JVM's
 * first thread has ended, since a JVM with a thread that hangs in the model keeps its descriptors), unmounts and ends. When the
 * process is killed the kernel frees whoever waits for it, and {@code close} unmounts.
 *
 * <p>Needs {@link Requirement#STORAGE_MODEL}. Thread-safe.
 */
public final class StorageModel implements AutoCloseable {

    private static final Duration BUSY_LIMIT = Duration.ofSeconds(3);

    private final Scratch scratch;
    private final Path mountPoint;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Undo undo;
    private final FuseConnection connection;
    private volatile @Nullable ModelProcess process;

    private StorageModel() throws IOException {
        this.scratch = Scratch.create();
        this.mountPoint = Files.createDirectory(scratch.file("mnt"));
        this.connection = new FuseConnection(mountPoint);
        this.undo = Undo.later("storage model on " + mountPoint, this::close);
    }

    /** Starts to describe a model: 8 GiB, immediate, past the page cache, with an extent map. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the mount point. */
    public Path path() {
        return mountPoint;
    }

    /** Returns the path of a file in it; creates nothing. */
    public Path file(String name) {
        return mountPoint.resolve(name);
    }

    /** Returns the process id of the program. */
    public long pid() {
        return started().pid();
    }

    /**
     * Changes how long requests take that come from now on. Those that wait keep their due times.
     *
     * @throws IOException if the process has ended
     */
    public void timing(StorageTiming timing) throws IOException {
        started().ask(timing.command());
    }

    /**
     * Changes what happens to files that are opened from now on without {@code O_DIRECT}, see {@link Builder#pageCache}.
     *
     * @throws IOException if the process has ended
     */
    public void pageCache(boolean used) throws IOException {
        started().ask(mode(used));
    }

    private static String mode(boolean pageCache) {
        return pageCache ? "cached" : "direct";
    }

    /**
     * Lets something go wrong from now on, beside what does already.
     *
     * @throws IOException if the process has ended, or does not know the error
     */
    public void inject(StorageFault fault) throws IOException {
        started().ask(fault.command());
    }

    /**
     * Lets nothing go wrong from now on. What hangs goes on hanging.
     *
     * @throws IOException if the process has ended
     */
    public void clearFaults() throws IOException {
        started().ask("clear");
    }

    /**
     * Lets everything go on that hangs, and nothing hang from now on.
     *
     * @throws IOException if the process has ended
     */
    public void release() throws IOException {
        started().ask("release");
    }

    /**
     * Waits until that many requests hang.
     *
     * @return whether they did within the limit
     * @throws IOException if the process has ended
     */
    public boolean awaitHanging(long requests, Duration limit) throws IOException {
        return Await.until(limit, () -> counters().hanging() >= requests);
    }

    /**
     * Flips a bit of what is stored, behind everybody's back.
     *
     * @param name the file's name
     * @param offsetBytes where the byte is, in bytes
     * @param bitOfByte 0 to 7, the lowest first
     * @throws IOException if the process has ended, or there is no such byte
     */
    public void flipStoredBit(String name, long offsetBytes, int bitOfByte) throws IOException {
        started().ask("flip " + offsetBytes + " " + bitOfByte + " " + name);
    }

    /**
     * Returns what was asked of it.
     *
     * @throws IOException if the process has ended
     */
    public StorageCounters counters() throws IOException {
        return StorageCounters.parse(started().ask("counters"));
    }

    /**
     * Starts counting anew. What is in flight stays counted as such, and the most in flight begins with it.
     *
     * @throws IOException if the process has ended
     */
    public void resetCounters() throws IOException {
        started().ask("reset");
    }

    /**
     * Ends the connection, by the kernel: whoever waits gets {@code ECONNABORTED}, and from then on everything in the folder
     * fails with {@code ENOTCONN}. This is what an administrator does to a FUSE mount that hangs.
     *
     * @throws IOException if the kernel refuses
     */
    public synchronized void abort() throws IOException {
        connection.abort(scratch.path());
    }

    /**
     * Kills the process: whoever waits gets an error, and from then on everything in the folder fails with {@code ENOTCONN}.
     *
     * @throws IOException if it does not end
     */
    public synchronized void killNow() throws IOException {
        started().kill();
    }

    /**
     * Frees whoever hangs, unmounts and ends the process; all files are gone. Idempotent.
     *
     * @throws IOException if somebody still used it; it is gone nevertheless
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        undo.done();
        try {
            unmount();
        } finally {
            ModelProcess running = process;
            if (running != null) {
                running.end();
            }
            scratch.close();
        }
    }

    private void unmount() throws IOException {
        if (!connection.mounted()) {
            return;
        }
        if (hangsOrIsDead()) {
            connection.abort(scratch.path());
        }
        if (!connection.unmount(BUSY_LIMIT)) {
            IOException failure = new IOException(mountPoint + " was still in use by " + Processes.usersOf(mountPoint));
            connection.abort(scratch.path());
            connection.detach().ifPresent(failure::addSuppressed);
            throw failure;
        }
    }

    private boolean hangsOrIsDead() {
        ModelProcess running = process;
        try {
            return running == null || counters().hanging() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return "storage model on " + mountPoint;
    }

    private ModelProcess started() {
        ModelProcess running = process;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private synchronized void start(Builder settings) throws IOException {
        process = ModelProcess.start(
                List.of(
                        ModelProgram.executable().toString(),
                        mountPoint.toString(),
                        Long.toString(settings.capacityBytes),
                        mode(settings.pageCache),
                        settings.extentMap ? "map" : "nomap",
                        Long.toString(settings.hangLimit.toNanos())),
                scratch.path());
        timing(settings.timing);
    }

    /** Describes a model. Not thread-safe. */
    public static final class Builder {

        private long capacityBytes = 8L << 30;
        private boolean pageCache;
        private boolean extentMap = true;
        private Duration hangLimit = Duration.ofMinutes(1);
        private StorageTiming timing = StorageTiming.immediate();

        private Builder() {}

        /** Sets how much all files together may store, in bytes of memory; holes are free. */
        public Builder capacityBytes(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("capacityBytes (" + bytes + ") must be positive");
            }
            this.capacityBytes = bytes;
            return this;
        }

        /** Sets whether what is opened without {@code O_DIRECT} goes through the page cache, which writes through at once. */
        public Builder pageCache(boolean used) {
            this.pageCache = used;
            return this;
        }

        /** Sets whether holes can be found by {@code SEEK_DATA}; otherwise everything looks like data. */
        public Builder extentMap(boolean told) {
            this.extentMap = told;
            return this;
        }

        /**
         * Sets when a request that hangs fails with {@code ETIMEDOUT} in any case, a minute unless told otherwise: a thread of
         * this JVM that waits for it can be ended by nobody.
         */
        public Builder hangLimit(Duration limit) {
            this.hangLimit = limit;
            return this;
        }

        /** Sets how long requests take in the beginning. */
        public Builder timing(StorageTiming first) {
            this.timing = first;
            return this;
        }

        /**
         * Compiles the program if that has not been done, and mounts.
         *
         * @throws IOException if it cannot be compiled or mounted; nothing is left behind
         */
        public StorageModel start() throws IOException {
            StorageModel model = new StorageModel();
            try {
                model.start(this);
                return model;
            } catch (IOException | RuntimeException e) {
                Undo.after(e, model);
                throw e;
            }
        }
    }
}
