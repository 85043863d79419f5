package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies with GNU dd: the way that cured the hosts this library was written for, without what dd lacks.
 *
 * <p>One dd copies one stretch of bytes and knows neither pace nor progress nor a useful error. So a copy is made of many:
 *
 * <ul>
 *   <li>{@link DirectProbe} finds out, by doing it, whether and with which alignment each side takes direct I/O;
 *   <li>{@link Mover} cuts each extent into the body that is aligned on both sides and the edges that are not ({@link
 *       io.quietcopy.spi.AlignedRange}), and {@link Lane} the body into segments of about a second, each under a permit;
 *   <li>{@link SideLanes} moves short extents beside each other, as a dd takes longer to start than to move them;
 *   <li>{@link SegmentRun} runs one dd for a segment, or two with a pipe between them where the reader must read more than the
 *       writer may write. Their progress is the position of the writer's descriptor in {@code /proc}, which the kernel moves
 *       when a write has returned; what counts in the end is the number of bytes that dd prints;
 *   <li>{@link Watch} starts them and ends them: TERM, KILL, and a report of what cannot be killed;
 *   <li>{@link Failures} turns what dd prints into errors with an offset.
 * </ul>
 *
 * <p>Bytes never pass through this process. Nothing is flushed after a segment: the library does that once, at the end,
 * through a descriptor that it has held since before the first write. Only what had to go through the page cache (edges of
 * less than a block, or a side that refuses direct I/O) is flushed here, for without that it could not be evicted.
 *
 * <p>No child outlives its copy. Each is started by a thread that waits for it, and has a parent-death signal where the machine
 * has setpriv(1); a kill -9 of this process ends it at once. Between the fork and the moment at which setpriv has set the
 * signal (a millisecond) it does not; such a child, like all where setpriv is missing, ends after its segment.
 *
 * <p>Thread-safe, as {@link CopyEngine} asks.
 */
final class DdEngine implements CopyEngine {
    private final String executable;
    private @Nullable DdProgram program;

    DdEngine(String executable) {
        this.executable = executable;
    }

    private synchronized DdProgram program() {
        if (program == null) {
            program = DdProgram.find(executable);
        }
        return program;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.ZERO_DETECTION, Capability.UNALIGNED_DIRECT, Capability.CACHE_LADDER);
    }

    @Override
    public Limits limits() {
        return Limits.of(Long.MAX_VALUE, 1);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        return Opening.examine(program(), spec);
    }

    @Override
    public TransferSession open(TransferSpec spec) throws CopyException {
        return Opening.open(program(), spec);
    }

    /** Holds nothing. */
    @Override
    public void close() {}
}
