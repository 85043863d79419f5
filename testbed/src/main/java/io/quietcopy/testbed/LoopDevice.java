package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A loop device over a file (or over another device): a real block device with a sector size of our choice.
 *
 * <p>Needs {@link Requirement#LOOP}. A free device is found and taken in one step, so other users of loop devices are
 * never disturbed. {@link #close} detaches it. Thread-safe.
 *
 * <p>A device attached without direct I/O goes through the page cache of its backing file: a direct write to the device
 * then leaves pages of the <em>backing file</em> behind.
 */
public final class LoopDevice implements AutoCloseable {

    static final Duration BUSY_LIMIT = Duration.ofSeconds(3);

    private final Path path;
    private final Path backing;
    private final int sectorBytes;
    private final String sequence;
    private final boolean directIo;
    private final boolean readOnly;
    private final List<Path> partitions;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Undo undo;

    private LoopDevice(Path path, Builder builder) throws IOException {
        this.path = path;
        this.backing = builder.backing;
        this.sectorBytes = builder.sectorBytes;
        this.readOnly = builder.readOnly;
        this.sequence = sequence();
        this.undo = Undo.later("loop device " + path, this::close);
        this.partitions = new ArrayList<>();
        try {
            this.directIo = "1"
                    .equals(Files.readString(Path.of("/sys/block", name(), "loop/dio"))
                            .strip());
            if (builder.directIo && builder.strictDirectIo && !directIo) {
                throw new IOException(
                        path + ": the kernel takes no direct I/O on " + backing + " with sectors of " + sectorBytes);
            }
            for (Partition partition : builder.partitions) {
                add(partition);
            }
        } catch (IOException | RuntimeException e) {
            Undo.after(e, this);
            throw e;
        }
    }

    /** A range of the device, in bytes. */
    private record Partition(long startBytes, long lengthBytes) {}

    /**
     * Starts to describe a loop device over an existing file or block device. Unless told otherwise it has sectors of 512
     * bytes, covers the whole backing file, is writable and does direct I/O on its backing file.
     */
    public static Builder over(Path backing) {
        return new Builder(backing);
    }

    /**
     * Attaches a writable device with direct I/O to the whole of a file.
     *
     * @param sectorBytes the logical sector size: 512, 1024, 2048 or 4096
     * @throws IOException if the device cannot be attached
     */
    public static LoopDevice attach(Path backing, int sectorBytes) throws IOException {
        return over(backing).sectorBytes(sectorBytes).attach();
    }

    /** Returns the device node, for example {@code /dev/loop3}. */
    public Path path() {
        return path;
    }

    /** Returns the kernel's name of the device, for example {@code loop3}. */
    public String name() {
        return path.getFileName().toString();
    }

    /** Returns the file behind the device, absolute and without symbolic links. */
    public Path backing() {
        return backing;
    }

    /** Returns the logical sector size in bytes. */
    public int sectorBytes() {
        return sectorBytes;
    }

    /** Tells whether the device does direct I/O on its backing file. */
    public boolean directIo() {
        return directIo;
    }

    /** Tells whether the device refuses writes. */
    public boolean readOnly() {
        return readOnly;
    }

    /**
     * Returns the present size of the device in bytes.
     *
     * @throws IOException if it cannot be read
     */
    public long sizeBytes() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.size();
        }
    }

    /** Returns the nodes of the partitions in the order in which they were described, for example {@code /dev/loop3p1}. */
    public List<Path> partitions() {
        return List.copyOf(partitions);
    }

    /**
     * Makes the device take over the present length of its backing file.
     *
     * @throws IOException if the kernel refuses
     */
    public void refreshSize() throws IOException {
        Tool.run("losetup", "--set-capacity", path.toString());
    }

    /** Tells whether the device is still attached, as this object did it. */
    public boolean attached() {
        // not by the name of the backing file, which may have been renamed or deleted since
        return Files.exists(Path.of("/sys/block", name(), "loop/backing_file"))
                && sequence().equals(sequence);
    }

    /**
     * Detaches the device, with its partitions. Idempotent. Waits for three seconds at most for its last user.
     *
     * @throws IOException if it is still in use after that; the kernel then detaches it when its last user is gone
     */
    @Override
    public void close() throws IOException {
        close(BUSY_LIMIT);
    }

    void close(Duration limit) throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        undo.done();
        if (!attached()) {
            return;
        }
        // Asked once only: while somebody has it open the kernel marks it, and frees it with the last close.
        // Asking again might hit a device that has meanwhile become somebody else's.
        Tool.run("losetup", "--detach", path.toString());
        if (!Await.until(limit, () -> !attached())) {
            throw new IOException(path + " is still in use by " + Processes.usersOf(path));
        }
    }

    @Override
    public String toString() {
        return path + " over " + backing;
    }

    /** A number that the kernel never uses again: another one means that the device is somebody else's now. */
    private String sequence() {
        try {
            return Files.readString(Path.of("/sys/block", name(), "diskseq")).strip();
        } catch (IOException e) {
            return ""; // before Linux 5.15
        }
    }

    /** The kernel is told directly, so no table is needed, nor a kernel that can parse one. */
    private void add(Partition partition) throws IOException {
        int number = partitions.size() + 1;
        Tool.run(
                "addpart",
                path.toString(),
                Integer.toString(number),
                Long.toString(partition.startBytes / 512), // in these units whatever the sector size
                Long.toString(partition.lengthBytes / 512));
        Path node = path.resolveSibling(name() + "p" + number);
        if (!Await.until(BUSY_LIMIT, () -> Files.exists(node))) {
            throw new IOException("the kernel made no " + node);
        }
        partitions.add(node);
    }

    /** Describes a loop device to be attached. Not thread-safe. */
    public static final class Builder {

        private final List<Partition> partitions = new ArrayList<>();
        private Path backing;
        private int sectorBytes = 512;
        private boolean directIo = true;
        private boolean strictDirectIo = true;
        private boolean readOnly;
        private long offsetBytes;
        private long lengthBytes;

        private Builder(Path backing) {
            this.backing = backing;
        }

        /** Sets the logical sector size: 512, 1024, 2048 or 4096 bytes. */
        public Builder sectorBytes(int sectorBytes) {
            if (sectorBytes < 512 || sectorBytes > 4096 || Integer.bitCount(sectorBytes) != 1) {
                throw new IllegalArgumentException("sectorBytes (" + sectorBytes + ") must be 512, 1024, 2048 or 4096");
            }
            this.sectorBytes = sectorBytes;
            return this;
        }

        /** Sets whether the device passes the page cache of its backing file by; attaching fails where it cannot. */
        public Builder directIo(boolean directIo) {
            this.directIo = directIo;
            this.strictDirectIo = true;
            return this;
        }

        /** Direct I/O where the backing file takes it. */
        Builder directIoWherePossible() {
            this.directIo = true;
            this.strictDirectIo = false;
            return this;
        }

        /** Makes the device refuse writes: it can be opened for writing, but a write fails with {@code EPERM}. */
        public Builder readOnly() {
            this.readOnly = true;
            return this;
        }

        /** Lets the device cover only a part of the file, both numbers in bytes and multiples of 512. */
        public Builder range(long offsetBytes, long lengthBytes) {
            requireSectors("offsetBytes", offsetBytes, 0);
            requireSectors("lengthBytes", lengthBytes, 512);
            this.offsetBytes = offsetBytes;
            this.lengthBytes = lengthBytes;
            return this;
        }

        /**
         * Adds a partition, both numbers in bytes and multiples of 512. No partition table is written: the kernel is told
         * directly. Needs {@link Requirement#PARTITIONS}.
         */
        public Builder partition(long startBytes, long lengthBytes) {
            requireSectors("startBytes", startBytes, 0);
            requireSectors("lengthBytes", lengthBytes, 512);
            partitions.add(new Partition(startBytes, lengthBytes));
            return this;
        }

        /**
         * Attaches the device.
         *
         * @throws IOException if that fails; nothing is left attached
         */
        public LoopDevice attach() throws IOException {
            backing = backing.toRealPath();
            List<String> command = new ArrayList<>(List.of("losetup", "--find", "--show", "--sector-size"));
            command.add(Integer.toString(sectorBytes));
            command.add("--direct-io=" + (directIo ? "on" : "off"));
            if (readOnly) {
                command.add("--read-only");
            }
            if (lengthBytes > 0) {
                command.add("--offset=" + offsetBytes);
                command.add("--sizelimit=" + lengthBytes);
            }
            if (!partitions.isEmpty()) {
                command.add("--partscan"); // without it the kernel refuses partitions
            }
            command.add(backing.toString());
            return new LoopDevice(Path.of(Tool.run(command).out().strip()), this);
        }

        private static void requireSectors(String name, long bytes, long least) {
            if (bytes < least || bytes % 512 != 0) {
                throw new IllegalArgumentException(
                        name + " (" + bytes + ") must be a multiple of 512 and at least " + least);
            }
        }
    }
}
