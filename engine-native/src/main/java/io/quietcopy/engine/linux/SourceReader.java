package io.quietcopy.engine.linux;

import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the source on the rung of its {@link Ladder} where it stands, and steps down where that is refused. Thread-safe.
 *
 * <p>btrfs takes a direct read of compressed or inline data, and does it through the cache. So on btrfs a direct read is
 * watched: if pages have come that were not there before, they are ours to drop, and the mode says what was found.
 */
final class SourceReader {
    static final String CACHED = "btrfs reads compressed and inline data through the cache";

    private final Linux linux;
    private final OpenFile file;
    private final Ladder ladder;
    private final int blockBytes;
    private final boolean watched;
    private final EncodedExtents extents;
    private @Nullable SourcePages pages;

    /**
     * Makes a reader.
     *
     * @param blockBytes the alignment that reads need
     */
    SourceReader(Linux linux, OpenFile file, Ladder ladder, int blockBytes) {
        this.linux = linux;
        this.file = file;
        this.ladder = ladder;
        this.blockBytes = blockBytes;
        watched = file.isWatched();
        extents = new EncodedExtents(linux, file.plain());
    }

    SideMode mode() {
        return ladder.mode();
    }

    int blockBytes() {
        return blockBytes;
    }

    long lengthBytes() throws IoFailureException {
        try {
            return file.lengthBytes();
        } catch (IOException e) {
            throw IoFailureException.of(0, "the length of the source cannot be read: " + e.getMessage(), e);
        }
    }

    int read(long offset, ByteBuffer into) throws IoFailureException {
        long address = Linux.address(into) + into.position();
        int length = into.remaining();
        while (true) {
            Access access = ladder.access();
            long result = read(access, address, length, offset);
            if (result >= 0) {
                return (int) result;
            }
            if (Errno.EINTR.is(result) || Errno.EAGAIN.is(result)) {
                return BlockIo.TRY_AGAIN;
            }
            stepDown(access, offset, result);
        }
    }

    private long read(Access access, long address, int length, long offset) throws IoFailureException {
        return switch (access) {
            case DIRECT -> watched ? watchedRead(address, length, offset) : directRead(address, length, offset);
            case DONTCACHE, BUFFERED_EVICTED -> evictedRead(access, address, length, offset);
            default -> linux.pread(file.plain(), address, length, offset);
        };
    }

    private long directRead(long address, int length, long offset) {
        return linux.pread(file.direct(), address, length, offset);
    }

    private long watchedRead(long address, int length, long offset) throws IoFailureException {
        SourcePages known = pages();
        known.begin(offset, length);
        boolean cached = false;
        try {
            long result = directRead(address, length, offset);
            // Somebody else may have read the same pages meanwhile, so it takes both to be sure.
            cached = result > 0 && known.grown(offset, result) && extents.readThroughCache(offset, result);
            if (cached && ladder.mustBeDirect()) {
                throw IoFailureException.of(ErrorCode.DIRECT_REFUSED, 0, CACHED, null);
            }
            if (cached) {
                ladder.leave(Access.DIRECT, CACHED);
            }
            return result;
        } finally {
            known.end(offset, length, cached);
        }
    }

    /** What {@code RWF_DONTCACHE} is to drop it may leave, when another thread has just looked at it: so that is watched too. */
    private long evictedRead(Access access, long address, int length, long offset) {
        SourcePages known = pages();
        known.begin(offset, length);
        try {
            return access == Access.DONTCACHE
                    ? uncachedRead(address, length, offset)
                    : linux.pread(file.plain(), address, length, offset);
        } finally {
            known.end(offset, length, true);
        }
    }

    private long uncachedRead(long address, int length, long offset) {
        try (NativeBytes vector = new NativeBytes(16)) {
            vector.putLong(0, address).putLong(8, length);
            return linux.preadv2(file.plain(), vector.address(), offset, Linux.RWF_DONTCACHE);
        }
    }

    private synchronized SourcePages pages() {
        if (pages == null) {
            pages = SourcePages.of(linux, file);
        }
        return pages;
    }

    /** Leaves a rung that is refused, or throws. */
    private void stepDown(Access access, long offset, long result) throws IoFailureException {
        boolean refused = DirectProbe.isRefusal(result) || Errno.ENOSYS.is(result);
        if (access == Access.DIRECT && refused) {
            if (ladder.mustBeDirect()) {
                throw Failures.refused("pread", result);
            }
            ladder.leave(access, "a direct read at " + offset + " was refused (" + Errno.of(result) + ")");
        } else if (access == Access.DONTCACHE && refused) {
            ladder.leave(access, "RWF_DONTCACHE was refused (" + Errno.of(result) + ")");
            if (!isTold()) {
                ladder.leave(
                        Access.BUFFERED_EVICTED, "the kernel does not tell this user which pages others have cached");
            }
        } else {
            throw Failures.of("pread", result);
        }
    }

    private boolean isTold() {
        try {
            return SourcePages.areTold(linux, file);
        } catch (IOException e) {
            return false;
        }
    }

    /** Drops the pages that reading has brought in and that are still there. */
    synchronized void finish() {
        if (pages != null) {
            pages.dropAll();
        }
    }
}
