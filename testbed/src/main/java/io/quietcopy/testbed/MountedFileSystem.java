package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A file system of its own, made for a test: in an image on a loop device (or in memory, or as an overlay), mounted on a
 * temporary folder.
 *
 * <p>It can be frozen, so that writers hang; filled, so that writers get {@code ENOSPC}; made read-only; unmounted and
 * mounted again. {@link #close} thaws, unmounts, detaches and deletes. Thread-safe, except that what one thread unmounts
 * is gone for the others.
 */
public final class MountedFileSystem implements AutoCloseable {

    private static final Duration BUSY_LIMIT = Duration.ofSeconds(3);
    private static final Duration FREEZE_LIMIT = Duration.ofSeconds(60);
    private static final String FILLER = ".testbed-filler";
    private static final String SPARE = ".testbed-spare";

    private final FileSystemKind kind;
    private final Scratch scratch;
    private final Path mountPoint;
    private final String source;
    private final String options;
    private final @Nullable LoopDevice device;
    private final @Nullable Path image;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Undo undo;
    private volatile @Nullable Freeze freeze;

    private MountedFileSystem(
            FileSystemKind kind,
            Scratch scratch,
            String source,
            String options,
            @Nullable LoopDevice device,
            @Nullable Path image)
            throws IOException {
        this.kind = kind;
        this.scratch = scratch;
        this.source = source;
        this.options = options;
        this.device = device;
        this.image = image;
        this.mountPoint = Files.createDirectory(scratch.file("mnt"));
        this.undo = Undo.later("mount on " + mountPoint, this::close);
    }

    /** Starts to describe a file system of that kind: the smallest size, sectors of 512 bytes, the kind's mount options. */
    public static Builder of(FileSystemKind kind) {
        return new Builder(kind);
    }

    /**
     * Mounts an overlay over a folder, which itself stays as it is: what is written goes to a temporary folder.
     *
     * @throws IOException if it cannot be mounted
     */
    public static MountedFileSystem overlay(Path lower) throws IOException {
        Scratch scratch = Scratch.create();
        try {
            Path upper = Files.createDirectory(scratch.file("upper"));
            Path work = Files.createDirectory(scratch.file("work"));
            String options = "lowerdir=" + escaped(lower.toRealPath()) + ",upperdir=" + escaped(upper) + ",workdir="
                    + escaped(work);
            return started(new MountedFileSystem(FileSystemKind.OVERLAY, scratch, "overlay", options, null, null));
        } catch (IOException | RuntimeException e) {
            Undo.after(e, scratch);
            throw e;
        }
    }

    /** Returns the mount point: the root folder of the file system. */
    public Path path() {
        return mountPoint;
    }

    /** Returns the path of an entry of the root folder; creates nothing. */
    public Path file(String name) {
        return mountPoint.resolve(name);
    }

    /** Returns the kind. */
    public FileSystemKind kind() {
        return kind;
    }

    /** Returns the loop device it is on, unless it is in memory or an overlay. */
    public Optional<LoopDevice> device() {
        return Optional.ofNullable(device);
    }

    /** Returns the image file behind the loop device, unless it is in memory or an overlay. */
    public Optional<Path> image() {
        return Optional.ofNullable(image);
    }

    /**
     * Freezes the file system for a minute at most, like {@link #freeze(Duration)}.
     *
     * @throws IOException if the kernel refuses
     */
    public Freeze freeze() throws IOException {
        return freeze(FREEZE_LIMIT);
    }

    /**
     * Freezes the file system: everything dirty is written, then everyone who wants to write hangs until it is thawed.
     * Reading goes on. Needs {@link Requirement#FSFREEZE}.
     *
     * @param limit it is thawed after this time in any case, in whole seconds
     * @throws IOException if the kernel refuses, because it is frozen already or of a kind that cannot be ({@code tmpfs},
     *     {@code overlay})
     */
    public Freeze freeze(Duration limit) throws IOException {
        Freeze frozen = Freeze.of(mountPoint, limit);
        freeze = frozen;
        return frozen;
    }

    /** Returns the number of free bytes, as root may use them. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(mountPoint).getUnallocatedSpace();
    }

    /**
     * Fills the file system with a file of its own until only about so much room is left. Filling again starts anew.
     *
     * <p>The room is exact to a block on ext4, XFS and tmpfs for one file; a few blocks may go to metadata. With 0 the next
     * data block cannot be allocated; on btrfs a file of up to 2 KiB may still fit into metadata.
     *
     * @param leavingBytes the room to leave, in bytes
     * @throws IOException if it cannot be filled
     */
    public void fill(long leavingBytes) throws IOException {
        if (leavingBytes < 0) {
            throw new IllegalArgumentException("leavingBytes (" + leavingBytes + ") must not be negative");
        }
        empty();
        Path spare = file(SPARE);
        if (leavingBytes > 0 && Filler.reserve(spare, leavingBytes) < leavingBytes) {
            Files.delete(spare);
            throw new IOException("there is less room than " + leavingBytes + " bytes in " + mountPoint);
        }
        Filler.reserve(file(FILLER), Long.MAX_VALUE);
        if (Files.deleteIfExists(spare)) {
            sync();
        }
    }

    /**
     * Takes away what {@link #fill} wrote.
     *
     * @throws IOException if that fails
     */
    public void empty() throws IOException {
        boolean some = Files.deleteIfExists(file(FILLER));
        some |= Files.deleteIfExists(file(SPARE));
        if (some) {
            sync(); // room comes back with the transaction
        }
    }

    /**
     * Makes the file system read-only.
     *
     * @throws IOException if the kernel refuses, for example because a file is open for writing
     */
    public void remountReadOnly() throws IOException {
        Tool.run("mount", "-o", "remount,ro", mountPoint.toString());
    }

    /**
     * Makes the file system writable again.
     *
     * @throws IOException if the kernel refuses
     */
    public void remountWritable() throws IOException {
        Tool.run("mount", "-o", "remount,rw", mountPoint.toString());
    }

    /**
     * Unmounts and mounts the file system, so that nothing of it stays in the page cache. A tmpfs loses everything.
     *
     * @throws IOException if it is in use
     */
    public void remount() throws IOException {
        unmount();
        mount();
    }

    /**
     * Unmounts, for example to check the image or to use the device; {@link #mount} mounts it again.
     *
     * @throws IOException if it is in use for three seconds more; it stays mounted then
     */
    public void unmount() throws IOException {
        Freeze frozen = freeze;
        if (frozen != null) {
            frozen.close();
            freeze = null;
        }
        if (!Await.until(
                BUSY_LIMIT,
                () -> !mounted()
                        || Tool.attempt("umount", mountPoint.toString()).succeeded())) {
            throw new IOException(mountPoint + " is still in use by " + Processes.usersOf(mountPoint));
        }
    }

    /**
     * Mounts what {@link #unmount} unmounted.
     *
     * @throws IOException if the kernel refuses
     */
    public void mount() throws IOException {
        List<String> command = new ArrayList<>(List.of("mount", "-t", kind.type()));
        if (!options.isEmpty()) {
            command.add("-o");
            command.add(options);
        }
        command.add(source);
        command.add(mountPoint.toString());
        Tool.run(command);
    }

    /** Tells whether it is mounted at present. */
    public boolean mounted() throws IOException {
        return Mounts.points().contains(mountPoint);
    }

    /**
     * Thaws, unmounts, detaches the loop device and deletes the image. Idempotent.
     *
     * <p>If somebody still uses the file system after three seconds it is unmounted lazily: nobody sees it any more and the
     * kernel lets go of it with its last user.
     *
     * @throws IOException if something could not be undone, or only lazily; everything else is undone nevertheless
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        undo.done();
        IOException failure = null;
        try {
            unmount();
        } catch (IOException e) {
            failure = e;
            // never before it is thawed: what is frozen and has no path any more cannot be thawed
            Tool.attempt("umount", "--lazy", mountPoint.toString());
        }
        try {
            if (device != null) {
                // there is no point in waiting for a late user twice
                device.close(failure == null ? LoopDevice.BUSY_LIMIT : Duration.ZERO);
            }
        } catch (IOException e) {
            failure = joined(failure, e);
        }
        try {
            scratch.close();
        } catch (IOException e) {
            failure = joined(failure, e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return kind + " on " + mountPoint;
    }

    private void sync() throws IOException {
        Tool.run("sync", "--file-system", mountPoint.toString());
    }

    private static MountedFileSystem started(MountedFileSystem made) throws IOException {
        try {
            made.mount();
            return made;
        } catch (IOException | RuntimeException e) {
            Undo.after(e, made);
            throw e;
        }
    }

    private static IOException joined(@Nullable IOException first, IOException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Overlay's options take a backslash before what would end a path. */
    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
    }

    /** Describes a file system to be made. Not thread-safe. */
    public static final class Builder {

        private final FileSystemKind kind;
        private final List<String> mountOptions = new ArrayList<>();
        private final List<String> makeOptions = new ArrayList<>();
        private long sizeBytes;
        private int sectorBytes = 512;
        private boolean directIo = true;
        private @Nullable Path folder;
        private @Nullable Path existing;

        private Builder(FileSystemKind kind) {
            if (kind == FileSystemKind.OVERLAY) {
                throw new IllegalArgumentException("an overlay needs a folder: MountedFileSystem.overlay(folder)");
            }
            this.kind = kind;
            this.sizeBytes = kind.leastBytes();
        }

        /** Sets the size of the image in bytes (the image is sparse); at least {@link FileSystemKind#leastBytes}. */
        public Builder sizeBytes(long sizeBytes) {
            if (sizeBytes < kind.leastBytes()) {
                throw new IllegalArgumentException(
                        "sizeBytes (" + sizeBytes + ") must be at least " + kind.leastBytes() + " for " + kind);
            }
            this.sizeBytes = sizeBytes;
            return this;
        }

        /** Sets the sector size of the loop device in bytes. */
        public Builder sectorBytes(int sectorBytes) {
            this.sectorBytes = sectorBytes;
            return this;
        }

        /**
         * Sets whether the loop device passes the page cache of the image by where it can. It does unless told otherwise, so
         * that measurements of the machine's page cache do not see everything twice.
         */
        public Builder directIo(boolean directIo) {
            this.directIo = directIo;
            return this;
        }

        /** Adds mount options, as after {@code mount -o}. */
        public Builder mountOptions(String... options) {
            mountOptions.addAll(List.of(options));
            return this;
        }

        /** Adds arguments for the tool that makes the file system. */
        public Builder makeOptions(String... options) {
            makeOptions.addAll(List.of(options));
            return this;
        }

        /**
         * Puts the image into a folder other than the standard one: for example onto another file system, whose freeze then
         * makes this one's <em>storage</em> hang.
         */
        public Builder imageIn(Path folder) {
            this.folder = folder;
            return this;
        }

        /** Mounts an image that exists, instead of making a new file system. It is not deleted on close. */
        public Builder existingImage(Path image) {
            this.existing = image;
            return this;
        }

        /**
         * Makes and mounts the file system.
         *
         * @throws IOException if that fails; nothing is left behind
         */
        public MountedFileSystem mount() throws IOException {
            Scratch scratch = folder == null ? Scratch.create() : Scratch.in(folder);
            LoopDevice device = null;
            try {
                if (kind == FileSystemKind.TMPFS) {
                    mountOptions.add(0, "size=" + sizeBytes);
                    return started(new MountedFileSystem(kind, scratch, "tmpfs", joinedOptions(), null, null));
                }
                Path image = existing;
                if (image == null) {
                    image = scratch.file("image");
                    DiskImages.allocateSparse(image, sizeBytes);
                }
                LoopDevice.Builder loop = LoopDevice.over(image).sectorBytes(sectorBytes);
                device = (directIo ? loop.directIoWherePossible() : loop.directIo(false)).attach();
                if (existing == null) {
                    List<String> make = new ArrayList<>(kind.makeCommand());
                    make.addAll(makeOptions);
                    make.add(device.path().toString());
                    Tool.run(make);
                }
                String node = device.path().toString();
                return started(new MountedFileSystem(kind, scratch, node, joinedOptions(), device, image));
            } catch (IOException | RuntimeException e) {
                Undo.after(e, device, scratch);
                throw e;
            }
        }

        private String joinedOptions() {
            return String.join(",", mountOptions);
        }
    }
}
