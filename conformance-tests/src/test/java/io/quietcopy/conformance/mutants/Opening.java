package io.quietcopy.conformance.mutants;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Opens the sides of one transfer: no links, nobody else's file, and direct I/O only where a try of it worked. */
class Opening {
    private static final int BLOCK_BYTES = OpenSide.BLOCK_BYTES;

    final TransferSpec spec;
    final Failures failures;

    Opening(TransferSpec spec, Failures failures) {
        this.spec = spec;
        this.failures = failures;
    }

    OpenSide.Descriptors source() throws CopyException {
        return open(spec.source(), Kernel.O_RDONLY, ErrorCode.SOURCE_CHANGED, this::tryReading);
    }

    OpenSide.Descriptors target(Side side) throws CopyException {
        boolean device = side.kind() == FileKind.BLOCK_DEVICE;
        return open(side, Kernel.O_RDWR, ErrorCode.TARGET_CHANGED, device ? this::tryReading : this::tryScratchFile);
    }

    /** Tries direct I/O of a block by a descriptor. */
    interface Trial {
        void of(int direct) throws IOException;
    }

    private OpenSide.Descriptors open(Side side, int flags, ErrorCode changed, Trial trial) throws CopyException {
        int cached = openChecked(side, flags, changed);
        int direct = -1;
        try {
            if (spec.cache() == CachePolicy.BUFFERED) {
                return new OpenSide.Descriptors(
                        cached, -1, SideMode.of(Access.BUFFERED, "the page cache was asked for"));
            }
            direct = openDirect(side, flags, changed);
            String refusal = direct == -1 ? "the file cannot be opened for direct I/O" : refusal(direct, trial);
            if (refusal.isEmpty()) {
                return new OpenSide.Descriptors(cached, direct, SideMode.of(Access.DIRECT, "a try of it worked"));
            }
            return new OpenSide.Descriptors(cached, direct, steppedDown(refusal));
        } catch (CopyException | RuntimeException e) {
            Kernel.close(cached);
            if (direct != -1) {
                Kernel.close(direct);
            }
            throw e;
        }
    }

    /** Returns the mode of a side that takes no direct I/O. */
    SideMode steppedDown(String refusal) throws NotFitException {
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, refusal, null);
        }
        return SideMode.of(Access.BUFFERED_EVICTED, refusal);
    }

    private int openDirect(Side side, int flags, ErrorCode changed) throws CopyException {
        try {
            return openChecked(side, flags | Kernel.O_DIRECT, changed);
        } catch (CopyException e) {
            if (e.errno().orElse(0) == Kernel.EINVAL) {
                return -1;
            }
            throw e;
        }
    }

    /** Opens what stands at the path, and compares it with what should. */
    int openChecked(Side side, int flags, ErrorCode changed) throws CopyException {
        int fd;
        try {
            fd = Kernel.openFile(side.path(), flags | linkFlags());
        } catch (CallFailedException e) {
            if (e.errno() == Kernel.ELOOP || e.errno() == Kernel.ENOENT) {
                throw failures.of(changed, side, Failures.NOWHERE, e);
            }
            throw side == spec.source()
                    ? failures.ofSource(side, Failures.NOWHERE, e)
                    : failures.ofTarget(side, Failures.NOWHERE, e);
        }
        if (!identityHolds(fd, side)) {
            Kernel.close(fd);
            throw failures.of(changed, side, Failures.NOWHERE, "another file stands there now");
        }
        return fd;
    }

    int linkFlags() {
        return Kernel.O_NOFOLLOW;
    }

    boolean identityHolds(int fd, Side side) {
        try {
            Map<String, Object> found = Files.readAttributes(Path.of("/proc/self/fd/" + fd), "unix:dev,ino,rdev");
            FileIdentity identity =
                    FileIdentity.of((long) found.get("dev"), (long) found.get("ino"), (long) found.get("rdev"));
            return identity.sameBytesAs(side.identity());
        } catch (IOException e) {
            return false;
        }
    }

    private static String refusal(int direct, Trial trial) {
        try {
            trial.of(direct);
            return "";
        } catch (IOException e) {
            return "a try of direct I/O failed: " + e.getMessage();
        }
    }

    private void tryReading(int direct) throws IOException {
        try (Memory memory = new Memory(BLOCK_BYTES)) {
            Kernel.read(direct, memory, 0, BLOCK_BYTES, 0);
        } catch (CallFailedException e) {
            if (e.errno() == Kernel.EINVAL) {
                throw e;
            }
            // Any other error comes from the storage: direct I/O did reach it.
        }
    }

    /** Not in the target: nothing of it may change before the transfer. */
    void tryScratchFile(int direct) throws IOException {
        Path file = spec.newScratchFile();
        try (Memory memory = new Memory(BLOCK_BYTES)) {
            int fd = Kernel.openFile(file, Kernel.O_WRONLY | Kernel.O_DIRECT);
            try {
                Kernel.write(fd, memory, 0, BLOCK_BYTES, 0);
            } finally {
                Kernel.close(fd);
            }
        } finally {
            removeScratchFile(file);
        }
    }

    void removeScratchFile(Path file) throws IOException {
        Files.delete(file);
    }
}
