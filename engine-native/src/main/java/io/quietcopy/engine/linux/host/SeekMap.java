package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A map of data and holes by {@code lseek(2)} with {@code SEEK_DATA} and {@code SEEK_HOLE}.
 *
 * <p>A hole that is reported where data is costs that data, and such things have happened (openzfs #15526). So the answer is
 * believed only on the file systems of {@link MountType#knowsHoles}: their own code counts what is in the page cache and not
 * yet written as data, and does not flush to find out. NFS 4.2 would answer too, but flushes the file first, which may be
 * somebody's live disk; elsewhere on the network, and with FUSE, the answer is somebody else's.
 */
final class SeekMap implements HostServices.ExtentMap {
    private final Linux linux;
    private final Descriptor file;

    private SeekMap(Linux linux, Descriptor file) {
        this.linux = linux;
        this.file = file;
    }

    static SeekMap open(Linux linux, Path path) throws IOException {
        if (!FileStatus.of(linux, path).isRegularFile()) {
            throw new UnsupportedOperationException("only files have a map of holes");
        }
        Descriptor file = Descriptor.open(linux, path, Linux.O_RDONLY | linux.noFollow());
        try {
            requireKnown(linux, file);
            return new SeekMap(linux, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void requireKnown(Linux linux, Descriptor file) throws IOException {
        MountType kind = MountType.of(linux, file);
        if (!FileStatus.of(linux, file).isRegularFile() || !kind.knowsHoles()) {
            throw new UnsupportedOperationException("the map of holes of " + kind + " is not known to be right");
        }
        long first = linux.lseek(file.number(), 0, Linux.SEEK_DATA);
        if (Errno.EINVAL.is(first) || Errno.EOPNOTSUPP.is(first)) {
            throw new UnsupportedOperationException("no map of holes: " + Errno.of(first));
        }
    }

    @Override
    public long nextData(long offset) throws IOException {
        long data = linux.lseek(file.number(), offset, Linux.SEEK_DATA);
        return Errno.ENXIO.is(data) ? -1 : checked(data);
    }

    @Override
    public long nextHole(long offset) throws IOException {
        return checked(linux.lseek(file.number(), offset, Linux.SEEK_HOLE));
    }

    private long checked(long result) throws IOException {
        if (result < 0) {
            throw Errno.of(result).exception(file.path());
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
