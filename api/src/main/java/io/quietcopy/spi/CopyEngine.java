package io.quietcopy.spi;

import io.quietcopy.CopyException;
import java.util.Set;

/**
 * Moves bytes from a source to a target past the page cache.
 *
 * <p>Thread-safe: any number of sessions may be open at once. An engine keeps no thread, descriptor or process between
 * sessions.
 */
public interface CopyEngine extends AutoCloseable {
    /**
     * Returns what the engine can do beyond the baseline.
     *
     * @return the capabilities, never null, always the same
     */
    Set<Capability> capabilities();

    /**
     * Returns what the engine can take.
     *
     * @return the limits, never null, always the same
     */
    Limits limits();

    /**
     * Finds out how it would do a transfer, for {@link io.quietcopy.Copier#explain}. Reads only: creates nothing, opens
     * nothing for writing.
     *
     * @param spec the transfer, never null
     * @return how, or why not; never null
     */
    Fitness examine(TransferSpec spec);

    /**
     * Opens both sides, compares what was opened with {@link Side#identity()}, and really tries whether direct I/O works.
     * Called after the target has been staged or claimed. No byte of the ranges is written yet, and a file that the engine
     * makes for trying is gone when this returns.
     *
     * @param spec the transfer, never null
     * @return a session that is ready to run, never null; the library closes it
     * @throws NotFitException if this engine cannot do this transfer: the next candidate is tried
     * @throws CopyException if no engine could do it (the source cannot be read, say); nothing has been written
     */
    TransferSession open(TransferSpec spec) throws CopyException;

    /** Releases what the engine holds. Called once, when no session is open. */
    @Override
    void close();
}
