package io.quietcopy.engine.linux;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tries things out where that does no harm: a block of zeroes is written to a staged file, which reads as zero before and after, or
 * to a scratch file beside a file that others know; a device is read, since a file beside its node would say nothing.
 */
final class Trials {
    /** What a file system may have allocated for one block. */
    private static final long LARGEST_ALLOCATION_BYTES = 1L << 20;

    private final Linux linux;
    private final TransferSpec spec;

    Trials(Linux linux, TransferSpec spec) {
        this.linux = linux;
        this.spec = spec;
    }

    /** One way to try direct I/O on a target; returns what the call returned. */
    @FunctionalInterface
    interface OfTarget {
        long run(OpenFile target, int fd, long buffer, int block) throws IOException;
    }

    /** Writes one block, or reads it where nothing may be written. */
    long write(OpenFile target, int fd, long buffer, int block) throws IOException {
        if (target.isDevice()) {
            return readBack(target, fd, buffer, block);
        }
        if (spec.staged() && target.side().lengthBytes() >= block) {
            return writeStaged(target, fd, buffer, block);
        }
        Path scratch;
        try {
            scratch = spec.newScratchFile();
        } catch (IOException e) {
            return readBack(target, fd, buffer, block); // the folder may be closed although the file is not
        }
        try {
            return writeScratch(scratch, buffer, block);
        } finally {
            delete(scratch);
        }
    }

    private long writeStaged(OpenFile target, int fd, long buffer, int block) throws IOException {
        boolean hole = FileStatus.of(linux, target.plainDescriptor()).allocatedBytes() == 0;
        long result = linux.pwrite(fd, buffer, block, 0);
        if (hole && result >= 0) {
            // Where it cannot be made again, a block of zeroes is as good.
            int mode = Linux.FALLOC_FL_PUNCH_HOLE | Linux.FALLOC_FL_KEEP_SIZE;
            linux.fallocate(target.plain(), mode, 0, LARGEST_ALLOCATION_BYTES);
        }
        return result;
    }

    private long writeScratch(Path scratch, long buffer, int block) throws IOException {
        int flags = Linux.O_WRONLY | linux.direct() | linux.noFollow();
        int fd = linux.open(scratch, flags);
        if (fd < 0) {
            return fd;
        }
        try {
            return linux.pwrite(fd, buffer, block, block);
        } finally {
            linux.close(fd);
        }
    }

    private static void delete(Path scratch) throws CopyException {
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.STAGE_FAILED, "a scratch file could not be deleted")
                    .engine(NativeEngineProvider.ID)
                    .path(scratch)
                    .leftover(scratch)
                    .cause(e)
                    .build();
        }
    }

    /** Reads one block of the target itself. */
    long readBack(OpenFile target, int fd, long buffer, int block) throws IOException {
        try (Descriptor readable = target.openForReading(linux.direct())) {
            long offset = target.side().lengthBytes() >= 2L * block ? block : 0;
            return linux.pread(readable.number(), buffer, block, offset);
        } catch (java.nio.file.AccessDeniedException e) {
            return 0; // it may be written, but not read: the first write will tell
        }
    }

    /** Returns why a side cannot be accessed with {@code RWF_DONTCACHE}, or empty if it can as far as is known. */
    Optional<Errno> uncached(OpenFile file) {
        try (Descriptor readable = file.openForReading(0);
                NativeBytes buffer = new NativeBytes(1);
                NativeBytes vector = new NativeBytes(16)) {
            vector.putLong(0, buffer.address()).putLong(8, 1);
            long result = linux.preadv2(readable.number(), vector.address(), 0, Linux.RWF_DONTCACHE);
            boolean refused = DirectProbe.isRefusal(result) || Errno.ENOSYS.is(result);
            return refused ? Optional.of(Errno.of(result)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
