package io.quietcopy.engine.nio;

import io.quietcopy.CopyException;
import io.quietcopy.engine.support.PastWindows;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.EnumSet;
import java.util.Set;

/**
 * Copies with direct I/O in pure Java: no native library, no child process, nothing to install.
 *
 * <p>The blocks are moved by {@link io.quietcopy.engine.support.BlockSession}; here is only what Java has to offer for that:
 *
 * <ul>
 *   <li>{@link HeldFile} opens a file without following links, finds its name in {@code /proc}, and compares what it is. All else is
 *       opened by that name, which leads to the same inode whatever stands at the path by then.
 *   <li>{@link NioFile} reads and writes by an {@code AsynchronousFileChannel} with {@code ExtendedOpenOption.DIRECT}, whose tasks run
 *       in the thread that asks. With that it is a plain {@code pread(2)}, and better than a {@code FileChannel} in two ways. A {@code
 *       FileChannel} is closed for all when one thread in it is interrupted. And it insists on the block size of the file system
 *       as alignment, which is 4096 for any device node and may be 1 MiB on NFS, where the kernel takes 512.
 *   <li>{@link DirectProbe} finds out, by doing it, whether a side takes direct I/O, and in which blocks.
 *   <li>{@link NioIo} writes what does not fill a block: directly if it fills sectors (the ends of VHDs and of odd devices),
 *       otherwise through the page cache, flushed.
 *   <li>{@link JavaFailures} guesses error numbers from the texts that Java throws.
 * </ul>
 *
 * <p>What Java cannot do: evict a page, find holes, or have the storage make zeroes. So zeroes are written where they cannot be left
 * out, and ends of ranges that do not fill sectors stay in the cache when a target is written in place.
 *
 * <p>Thread-safe, as {@link CopyEngine} asks. Between sessions it holds nothing but the sizes of windows.
 */
final class NioEngine implements CopyEngine {
    private final PastWindows past = new PastWindows();

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.DIGEST,
                Capability.ADAPTIVE_IN_FLIGHT,
                Capability.ZERO_DETECTION,
                Capability.UNALIGNED_DIRECT);
    }

    @Override
    public Limits limits() {
        return Limits.of(Long.MAX_VALUE, 1);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        return Opening.examine(spec);
    }

    @Override
    public TransferSession open(TransferSpec spec) throws CopyException {
        return Opening.open(past, spec);
    }

    /** Holds nothing that has to be released. */
    @Override
    public void close() {}
}
