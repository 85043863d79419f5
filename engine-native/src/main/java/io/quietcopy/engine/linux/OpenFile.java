package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.FileSystems;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side, open: through the page cache always, and past it where that was possible. Both descriptors are of the file that the
 * library has checked, whatever has been put at its path since.
 *
 * <p>Thread-safe once {@link #openDirect} has been called or never will be. Not to be closed under a call.
 */
final class OpenFile implements Closeable {
    private final Linux linux;
    private final Side side;
    private final int access;
    private final Descriptor plain;
    private final long magic;
    private @Nullable Descriptor direct;

    private OpenFile(Linux linux, Side side, int access, Descriptor plain, long magic) {
        this.linux = linux;
        this.side = side;
        this.access = access;
        this.plain = plain;
        this.magic = magic;
    }

    /** What stands at the path is not what was checked. */
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedException(Path path) {
            super("what stands at " + path + " is not what was checked before");
        }
    }

    /**
     * Opens a side through the page cache.
     *
     * @param access {@link Linux#O_RDONLY} or {@link Linux#O_WRONLY}
     * @throws ChangedException if it is something else
     * @throws IOException if it cannot be opened
     */
    static OpenFile open(Linux linux, Side side, int access) throws IOException {
        Descriptor plain = openChecked(linux, side, access);
        try {
            // Of a device it would be that of the folder /dev.
            long magic = side.kind() == FileKind.FILE ? FileSystems.magic(linux, plain) : 0;
            return new OpenFile(linux, side, access, plain, magic);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Descriptor openChecked(Linux linux, Side side, int flags) throws IOException {
        // Before the opening too: opening a FIFO that somebody has put there would wait for ever.
        check(side, FileStatus.of(linux, side.path()));
        Descriptor open = Descriptor.open(linux, side.path(), flags | linux.noFollow());
        try {
            check(side, FileStatus.of(linux, open));
            return open;
        } catch (IOException e) {
            open.close();
            throw e;
        }
    }

    private static void check(Side side, FileStatus found) throws ChangedException {
        boolean kind = side.kind() == FileKind.BLOCK_DEVICE ? found.isBlockDevice() : found.isRegularFile();
        FileIdentity identity = FileIdentity.of(found.device(), found.inode(), found.rdev());
        if (!kind || !identity.sameBytesAs(side.identity())) {
            throw new ChangedException(side.path());
        }
    }

    /**
     * Opens the side past the page cache as well.
     *
     * @return 0, or {@code -EINVAL} if the file system refuses
     * @throws IOException if it cannot be opened for another reason
     */
    int openDirect() throws IOException {
        try {
            direct = openChecked(linux, side, access | linux.direct());
            return 0;
        } catch (java.nio.file.FileSystemException e) {
            if (Errno.EINVAL.text().equals(e.getReason())) {
                return -Errno.EINVAL.number();
            }
            throw e;
        }
    }

    /**
     * Opens the side once more, for a look.
     *
     * @param more further flags of {@code open(2)}
     */
    Descriptor openForReading(int more) throws IOException {
        return openChecked(linux, side, Linux.O_RDONLY | more);
    }

    /** Says in which way this file system takes O_DIRECT and does something else; empty if it does not. */
    String caveat() {
        if (magic == FileSystems.BTRFS) {
            return ", although btrfs writes files with checksums through the cache, and then drops the pages";
        }
        if (magic == FileSystems.FUSE) {
            return ", although a FUSE daemon may still use the cache";
        }
        return magic == FileSystems.ZFS ? ", although ZFS may still use its own cache" : "";
    }

    /** Gives up direct I/O. */
    void closeDirect() throws IOException {
        Descriptor open = direct;
        direct = null;
        if (open != null) {
            open.close();
        }
    }

    Side side() {
        return side;
    }

    boolean isDevice() {
        return side.kind() == FileKind.BLOCK_DEVICE;
    }

    /** Returns whether its file system may take direct I/O, and read through the cache all the same. */
    boolean isWatched() {
        return magic == FileSystems.BTRFS;
    }

    /** Returns whether its pages belong to another file, below, where some calls do not look for them. */
    boolean hidesPages() {
        return magic == FileSystems.OVERLAY;
    }

    /** Returns whether the file has no other place than the page cache. */
    boolean isMemory() {
        return magic == FileSystems.TMPFS || magic == FileSystems.RAMFS;
    }

    /** Returns the number of the device that it is, or is stored on. */
    long deviceNumber() {
        return isDevice() ? side.identity().rdev() : side.identity().device();
    }

    /** Returns the number of the file system, 0 for a device. */
    long magic() {
        return magic;
    }

    /** Returns the descriptor that goes through the page cache. */
    int plain() {
        return plain.number();
    }

    Descriptor plainDescriptor() {
        return plain;
    }

    /** Returns the descriptor that goes past it. */
    int direct() {
        return directDescriptor().number();
    }

    Descriptor directDescriptor() {
        Descriptor open = direct;
        if (open == null) {
            throw new IllegalStateException("not open for direct I/O");
        }
        return open;
    }

    boolean isDirect() {
        return direct != null;
    }

    /** Returns how long it is now. */
    long lengthBytes() throws IOException {
        // lseek, since a device's status has no length; the position of this descriptor is used by nobody.
        long length = linux.lseek(plain.number(), 0, Linux.SEEK_END);
        if (length < 0) {
            throw Errno.of(length).exception(side.path());
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        List<Descriptor> all = new ArrayList<>(List.of(plain));
        if (direct != null) {
            all.add(direct);
        }
        IOException failure = null;
        for (Descriptor one : all) {
            try {
                one.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
