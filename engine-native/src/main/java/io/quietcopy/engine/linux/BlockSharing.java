package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileSystems;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.engine.support.IoFailureException;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the target share blocks with the source, by {@code FICLONERANGE}: the one call that shares or fails. {@code
 * copy_file_range} may copy instead, through the page cache.
 *
 * <p>The kernel first writes back what the source has in the cache of that range: only so can blocks be shared, and it was asked
 * for.
 *
 * <p>Used by several threads; a refusal is final for all.
 */
final class BlockSharing {
    private static final int LEAST_BLOCK_BYTES = 512;

    private final Linux linux;
    private final OpenFile source;
    private final OpenFile target;
    private final int blockBytes;
    private volatile @Nullable String refusal;

    private BlockSharing(Linux linux, OpenFile source, OpenFile target, int blockBytes) {
        this.linux = linux;
        this.source = source;
        this.target = target;
        this.blockBytes = blockBytes;
    }

    /** Begins with both sides open. */
    static BlockSharing of(Linux linux, OpenFile source, OpenFile target) throws IOException {
        boolean files = source.side().kind() == FileKind.FILE && target.side().kind() == FileKind.FILE;
        long block = files ? FileSystems.blockBytes(linux, target.plainDescriptor()) : 0;
        boolean sound = block >= LEAST_BLOCK_BYTES && block <= 1 << 20 && Long.bitCount(block) == 1;
        BlockSharing sharing = new BlockSharing(linux, source, target, sound ? (int) block : 0);
        if (!sound) {
            sharing.refusal = "only files share blocks";
        }
        return sharing;
    }

    /** Returns the unit of sharing, 0 if nothing can be shared. */
    int blockBytes() {
        return blockBytes;
    }

    boolean share(long sourceOffset, long targetOffset, long bytes) throws IoFailureException {
        int result;
        try (NativeBytes range = new NativeBytes(32)) {
            range.putLong(0, source.plain()).putLong(8, sourceOffset);
            range.putLong(16, bytes).putLong(24, targetOffset);
            do {
                result = linux.ioctl(target.plain(), Linux.FICLONERANGE, range.address());
            } while (Errno.EINTR.is(result) || Errno.EAGAIN.is(result));
        }
        if (result >= 0) {
            return true;
        }
        if (!isRefusal(result)) {
            throw Failures.of("FICLONERANGE", result);
        }
        refusal = Errno.of(result).toString();
        return false;
    }

    private static boolean isRefusal(int result) {
        return Errno.EOPNOTSUPP.is(result)
                || Errno.EXDEV.is(result)
                || Errno.EINVAL.is(result)
                || Errno.ENOTTY.is(result)
                || Errno.ENOSYS.is(result)
                || Errno.EPERM.is(result)
                || Errno.ETXTBSY.is(result);
    }

    /** Returns what the report should say. */
    Optional<String> note() {
        String why = refusal;
        return why == null
                ? Optional.empty()
                : Optional.of("Blocks could not be shared, and were copied: " + why + ".");
    }
}
