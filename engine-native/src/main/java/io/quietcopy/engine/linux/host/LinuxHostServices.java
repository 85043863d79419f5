package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.engine.linux.kernel.UnavailableException;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.HostServices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What Linux can do for a copy, whichever engine moves the bytes.
 *
 * <p>Each service opens the file it is asked about for itself, without following a symbolic link, and closes it before it
 * returns (a claim, a map, a view of pages: when they are closed). Mind that a process loses its POSIX locks on a file when it closes any
 * descriptor of it; the Copier takes its lock after it has asked. None of them writes to a file that it is only asked about, nor
 * flushes it, nor reads its contents.
 *
 * <p>Thread-safe. Nothing native is loaded before the first call.
 */
public final class LinuxHostServices implements HostServices {
    private @Nullable Linux linux;
    private @Nullable Availability availability;

    /** Makes the services; does nothing else. */
    public LinuxHostServices() {}

    LinuxHostServices(Linux linux) {
        this.linux = linux;
        this.availability = Availability.available("");
    }

    @Override
    public synchronized Availability availability() {
        if (availability == null) {
            try {
                linux = Linux.load();
                availability = Availability.available("system calls by JNA");
            } catch (UnavailableException e) {
                availability = e.availability();
            }
        }
        return availability;
    }

    private synchronized Linux linux() {
        Availability known = availability();
        if (linux == null) {
            throw new UnsupportedOperationException(known.reason());
        }
        return linux;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The claim is a descriptor for reading with {@code O_EXCL}. It keeps off mounts, device-mapper, swap and others who
     * claim; plain descriptors, such as those of the Copier and of engines, it does not hinder.
     */
    @Override
    public Closeable claim(Path device) throws IOException {
        Linux kernel = linux();
        // Opening what is no block device could wait for ever (a FIFO), or mean something else (O_EXCL on a
        // file is ignored).
        requireDevice(device, FileStatus.of(kernel, device));
        int flags = Linux.O_RDONLY | Linux.O_EXCL | kernel.noFollow();
        Descriptor claim;
        try {
            claim = Descriptor.open(kernel, device, flags);
        } catch (FileSystemException e) {
            if (Errno.EBUSY.text().equals(e.getReason())) {
                throw new FileSystemException(device.toString(), null, "busy");
            }
            throw e;
        }
        try {
            requireDevice(device, FileStatus.of(kernel, claim));
            return claim;
        } catch (IOException e) {
            claim.close();
            throw e;
        }
    }

    private static void requireDevice(Path device, FileStatus status) throws IOException {
        if (!status.isBlockDevice()) {
            throw new FileSystemException(device.toString(), null, "not a block device");
        }
    }

    @Override
    public void renameNoReplace(Path from, Path to) throws IOException {
        int result = linux().renameNoReplace(from, to);
        if (Errno.EINVAL.is(result) || Errno.ENOSYS.is(result) || Errno.EOPNOTSUPP.is(result)) {
            throw new UnsupportedOperationException("a rename that never replaces: " + Errno.of(result));
        }
        if (result < 0) {
            throw Errno.of(result).exception(from, to);
        }
    }

    /** {@inheritDoc} See {@link SeekMap} for which file systems are known good. */
    @Override
    public ExtentMap extents(Path file) throws IOException {
        return SeekMap.open(linux(), file);
    }

    @Override
    public OptionalLong allocatedBytes(Path file) throws IOException {
        FileStatus status = FileStatus.of(linux(), file);
        return status.isRegularFile() && status.allocatedBytes() >= 0
                ? OptionalLong.of(status.allocatedBytes())
                : OptionalLong.empty();
    }

    @Override
    public OptionalLong residentBytes(Path file) throws IOException {
        return new Residence(linux()).bytes(file);
    }

    /** {@inheritDoc} Not for files that are in memory only. */
    @Override
    public OpenPages cachedPages(Path file) throws IOException {
        return FilePages.open(linux(), file);
    }

    @Override
    public int logicalBlockBytes(Path device) throws IOException {
        Linux kernel = linux();
        requireDevice(device, FileStatus.of(kernel, device));
        try (Descriptor open = Descriptor.open(kernel, device, Linux.O_RDONLY | kernel.noFollow());
                NativeBytes answer = new NativeBytes(Integer.BYTES)) {
            int result = kernel.ioctl(open.number(), Linux.BLKSSZGET, answer.address());
            int bytes = answer.getInt(0);
            if (result < 0) {
                throw Errno.of(result).exception(device);
            }
            if (bytes < 1 || Integer.bitCount(bytes) != 1) {
                throw new FileSystemException(device.toString(), null, "a logical block size of " + bytes + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public Optional<String> inUse(Path image) throws IOException {
        return new ImageLocks(linux()).user(image);
    }

    @Override
    public void copyAttributes(Path from, Path to) throws IOException {
        AttributeCopy.copy(linux(), from, to);
    }

    @Override
    public void allocate(Path file, long lengthBytes) throws IOException {
        Linux kernel = linux();
        try (Descriptor open = Descriptor.open(kernel, file, Linux.O_WRONLY | kernel.noFollow())) {
            int result;
            do {
                result = kernel.fallocate(open.number(), Linux.FALLOC_FL_KEEP_SIZE, 0, lengthBytes);
            } while (Errno.EINTR.is(result));
            if (Errno.EOPNOTSUPP.is(result) || Errno.ENOSYS.is(result)) {
                throw new UnsupportedOperationException("allocating: " + Errno.of(result));
            }
            if (result < 0) {
                throw Errno.of(result).exception(file);
            }
        }
    }
}
