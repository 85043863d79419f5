package io.quietcopy.engine.linux;

import io.quietcopy.CopyException;
import io.quietcopy.engine.linux.kernel.Linux;
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
 * Copies with the system calls of Linux: all that Java does not offer, and that keeps a copy out of its neighbours' way.
 *
 * <p>The pipeline (who reads and writes which block when, permits, edges, digest, the end) is {@link
 * io.quietcopy.engine.support.BlockSession}, the same as for every engine in Java. This engine supplies the calls:
 *
 * <pre>
 *   Opening ──▶ OpenFile (each side: one descriptor through the cache, one past it)
 *      │        DirectProbe, Trials: is direct I/O taken, with which alignment? By doing it.
 *      ▼
 *   LinuxIo ──▶ SourceReader ──▶ Ladder ──▶ SourcePages    what reading brought into the cache, and nothing else, goes
 *           ──▶ TargetWriter ──▶ Ladder ──▶ TargetPages    written back in a window, dropped behind it
 *           ──▶ ZeroMaker, BlockSharing                    zeroes and copies for which no data moves
 *           ──▶ Priorities                                 of the threads
 * </pre>
 *
 * <p><b>The ladder.</b> Each side stands on the gentlest rung that its storage takes, and a step down is for good and in the report:
 * {@code O_DIRECT}; else {@code RWF_DONTCACHE} (Linux 6.14), by which the kernel drops what a call has brought in; else buffered I/O with
 * windowed write-back and eviction. Nowhere are pages of the source dropped that were there before.
 *
 * <p><b>Accepted is not done.</b> {@code open(2)} with {@code O_DIRECT} succeeds where it means little, so a block is read or
 * written before anything is said; btrfs, which may read through the cache all the same, is watched while it reads; and after the
 * last write the page cache of what was written is counted, and emptied.
 *
 * <p><b>Errors.</b> Calls return their error ({@link Linux}); {@code EINVAL} and {@code EOPNOTSUPP} of direct I/O are refusals,
 * all else is a failure of the copy, never of the process: buffers are whole mappings, and no call is given memory that could go
 * away under it.
 *
 * <p>Thread-safe, as {@link CopyEngine} asks. Between sessions it holds nothing but the sizes of windows.
 */
final class NativeEngine implements CopyEngine {
    private final Linux linux;
    private final Priorities priorities;
    private final PastWindows past = new PastWindows();

    NativeEngine(Linux linux, Priorities priorities) {
        this.linux = linux;
        this.priorities = priorities;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.DIGEST,
                Capability.ADAPTIVE_IN_FLIGHT,
                Capability.ZERO_DETECTION,
                Capability.REFLINK,
                Capability.UNALIGNED_DIRECT,
                Capability.CACHE_LADDER);
    }

    @Override
    public Limits limits() {
        return Limits.of(Long.MAX_VALUE, 1);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        return Opening.examine(linux, priorities, spec);
    }

    @Override
    public TransferSession open(TransferSpec spec) throws CopyException {
        return Opening.open(linux, priorities, past, spec);
    }

    /** Holds nothing that has to be released. */
    @Override
    public void close() {}
}
