package io.quietcopy.engine.linux;

import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes the target on the rung of its {@link Ladder} where it stands, and steps down where that is refused.
 *
 * <p>The unit of writing is a page at least, though most storage takes 512 bytes: so no page has two writers. An edge that is
 * shorter, but of whole sectors, still goes past the cache. Any other edge goes through it, and is flushed and dropped.
 *
 * <p>Thread-safe as {@link BlockIo} asks.
 */
final class TargetWriter {
    private final Linux linux;
    private final OpenFile file;
    private final Ladder ladder;
    private final int unit;
    private final TargetPages pages;
    private Ranges edges = new Ranges();
    private int sectorBytes;
    private long cachedEdges;

    /**
     * Makes a writer.
     *
     * @param sectorBytes the alignment that direct writes need, 0 if there are none
     * @param unit the unit of writing
     */
    TargetWriter(Linux linux, OpenFile file, Ladder ladder, int sectorBytes, int unit) {
        this.linux = linux;
        this.file = file;
        this.ladder = ladder;
        this.sectorBytes = sectorBytes;
        this.unit = unit;
        pages = new TargetPages(linux, file);
    }

    SideMode mode() {
        return ladder.mode();
    }

    int unit() {
        return unit;
    }

    boolean isDirect() {
        return ladder.access() == Access.DIRECT;
    }

    int write(long offset, ByteBuffer from) throws IoFailureException {
        long address = Linux.address(from) + from.position();
        int length = from.remaining();
        while (true) {
            Access access = ladder.access();
            long result = write(access, address, length, offset);
            if (result >= 0) {
                written(access, offset, result);
                return (int) result;
            }
            if (isTryAgain(result)) {
                return BlockIo.TRY_AGAIN;
            }
            stepDown(access, offset, result);
        }
    }

    private long write(Access access, long address, int length, long offset) {
        return switch (access) {
            case DIRECT -> linux.pwrite(file.direct(), address, length, offset);
            case DONTCACHE -> uncachedWrite(address, length, offset);
            default -> linux.pwrite(file.plain(), address, length, offset);
        };
    }

    private long uncachedWrite(long address, int length, long offset) {
        try (NativeBytes vector = new NativeBytes(16)) {
            vector.putLong(0, address).putLong(8, length);
            return linux.pwritev2(file.plain(), vector.address(), offset, Linux.RWF_DONTCACHE);
        }
    }

    private void written(Access access, long offset, long bytes) throws IoFailureException {
        if (access == Access.DIRECT) {
            pages.writtenDirectly(offset, bytes);
        } else if (access != Access.BUFFERED && bytes > 0) {
            pages.written(offset, bytes);
        }
    }

    private static boolean isTryAgain(long result) {
        return Errno.EINTR.is(result) || Errno.EAGAIN.is(result);
    }

    /** Leaves a rung that is refused, or throws. */
    private void stepDown(Access access, long offset, long result) throws IoFailureException {
        boolean refused = DirectProbe.isRefusal(result) || Errno.ENOSYS.is(result);
        if (access == Access.DIRECT && refused) {
            if (ladder.mustBeDirect()) {
                throw Failures.refused("pwrite", result);
            }
            ladder.leave(access, "a direct write at " + offset + " was refused (" + Errno.of(result) + ")");
        } else if (access == Access.DONTCACHE && refused) {
            ladder.leave(access, "RWF_DONTCACHE was refused (" + Errno.of(result) + ")");
        } else {
            throw Failures.of("pwrite", result);
        }
    }

    /** Writes less than a unit. One thread at a time, and nothing else meanwhile. */
    int writeEdge(long offset, ByteBuffer from) throws IoFailureException {
        int length = from.remaining();
        boolean sectors = sectorBytes > 0 && offset % sectorBytes == 0 && length % sectorBytes == 0;
        if (sectors && isDirect()) {
            long result = directEdge(offset, from);
            if (result >= 0) {
                pages.writtenDirectly(offset, result);
                return (int) result;
            }
            if (isTryAgain(result)) {
                return BlockIo.TRY_AGAIN;
            }
            if (!DirectProbe.isRefusal(result)) {
                throw Failures.of("pwrite", result);
            }
            // Whole units may still be welcome.
            sectorBytes = 0;
        }
        long result = linux.pwrite(file.plain(), Linux.address(from) + from.position(), length, offset);
        if (isTryAgain(result)) {
            return BlockIo.TRY_AGAIN;
        }
        if (result < 0) {
            throw Failures.of("pwrite", result);
        }
        if (ladder.access() != Access.BUFFERED) {
            edges.add(offset, offset + result);
            cachedEdges++;
        }
        return (int) result;
    }

    private long directEdge(long offset, ByteBuffer from) {
        int length = from.remaining();
        long memory = linux.mapMemory(unit);
        if (memory < 0) {
            return -Errno.EINVAL.number();
        }
        try {
            Linux.buffer(memory, length).put(from.duplicate());
            return linux.pwrite(file.direct(), memory, length, offset);
        } finally {
            linux.unmap(memory, unit);
        }
    }

    /** Forces edges that went through the cache to the storage, and drops them from the cache. */
    void flushEdges() throws IoFailureException {
        if (edges.isEmpty()) {
            return;
        }
        int result;
        do {
            result = linux.fdatasync(file.plain());
        } while (Errno.EINTR.is(result));
        if (result < 0) {
            throw Failures.flush("fdatasync", result);
        }
        Ranges flushed = edges;
        edges = new Ranges();
        flushed.<IoFailureException>forEach(pages::drop);
    }

    void finish() throws IoFailureException {
        if (ladder.access() != Access.BUFFERED) {
            pages.finish();
        }
    }

    /** Returns what the report should say of edges. */
    Optional<String> note() {
        if (cachedEdges == 0) {
            return Optional.empty();
        }
        return Optional.of(cachedEdges + (cachedEdges == 1 ? " edge" : " edges")
                + " of less than a sector went through the page cache, were flushed, and were evicted.");
    }
}
