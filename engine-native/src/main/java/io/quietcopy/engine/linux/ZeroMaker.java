package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import io.quietcopy.engine.support.IoFailureException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes zeroes without moving data, by the first way that the target has:
 *
 * <ul>
 *   <li>a hole ({@code PUNCH_HOLE}; on a device a discard that promises zeroes), unless blocks must stay allocated;
 *   <li>{@code ZERO_RANGE}: unwritten blocks of a file; on a device whatever it has for zeroes;
 *   <li>{@code BLKZEROOUT}, the same for kernels whose {@code fallocate} does not know devices (before 4.9). These do not throw
 *       stale pages out of the cache, so it is used beside direct I/O only.
 * </ul>
 *
 * All of these promise that the range reads as zero; {@code BLKDISCARD} does not and is not used. A device that has nothing for
 * zeroes would have the kernel write them, out of reach of any pace: then it is not asked, and zeroes are written as data are.
 *
 * <p>A way that is refused is not tried again. Used by one thread at a time.
 */
final class ZeroMaker {
    private final Linux linux;
    private final int fd;
    private final List<Way> all;
    private final Set<Way> refused = EnumSet.noneOf(Way.class);

    private enum Way {
        PUNCH_HOLE,
        ZERO_RANGE,
        BLKZEROOUT
    }

    private ZeroMaker(Linux linux, int fd, List<Way> all) {
        this.linux = linux;
        this.fd = fd;
        this.all = all;
    }

    /**
     * Begins with an open target.
     *
     * @param direct whether it is written past the page cache
     */
    static ZeroMaker of(Linux linux, OpenFile target, boolean direct) {
        List<Way> ways = new ArrayList<>();
        if (!target.isDevice()) {
            ways.addAll(List.of(Way.PUNCH_HOLE, Way.ZERO_RANGE));
        } else if (DeviceQueue.of(target.side().identity().rdev()).makesZeroes()) {
            ways.addAll(List.of(Way.PUNCH_HOLE, Way.ZERO_RANGE));
            if (direct) {
                ways.add(Way.BLKZEROOUT);
            }
        }
        return new ZeroMaker(linux, target.plain(), ways);
    }

    /**
     * Makes a range zero.
     *
     * @return false if there is no way
     */
    boolean zero(long offset, long bytes, boolean keepAllocated) throws IoFailureException {
        for (Way way : all) {
            if (!refused.contains(way) && !(keepAllocated && way == Way.PUNCH_HOLE)) {
                int result = call(way, offset, bytes);
                if (result >= 0) {
                    return true;
                }
                if (!isRefusal(result)) {
                    throw Failures.of(way.name().toLowerCase(java.util.Locale.ROOT), result);
                }
                refused.add(way);
            }
        }
        return false;
    }

    private int call(Way way, long offset, long bytes) {
        int result;
        do {
            result = switch (way) {
                case PUNCH_HOLE ->
                    linux.fallocate(fd, Linux.FALLOC_FL_PUNCH_HOLE | Linux.FALLOC_FL_KEEP_SIZE, offset, bytes);
                case ZERO_RANGE ->
                    linux.fallocate(fd, Linux.FALLOC_FL_ZERO_RANGE | Linux.FALLOC_FL_KEEP_SIZE, offset, bytes);
                case BLKZEROOUT -> zeroOut(offset, bytes);
            };
        } while (Errno.EINTR.is(result) || Errno.EAGAIN.is(result));
        return result;
    }

    private int zeroOut(long offset, long bytes) {
        try (NativeBytes range = new NativeBytes(16)) {
            range.putLong(0, offset).putLong(8, bytes);
            return linux.ioctl(fd, Linux.BLKZEROOUT, range.address());
        }
    }

    private static boolean isRefusal(int result) {
        return Errno.EOPNOTSUPP.is(result)
                || Errno.EINVAL.is(result)
                || Errno.ENOSYS.is(result)
                || Errno.ENOTTY.is(result)
                || Errno.EPERM.is(result);
    }
}
