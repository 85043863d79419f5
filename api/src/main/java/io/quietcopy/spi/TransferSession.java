package io.quietcopy.spi;

import io.quietcopy.CopyException;
import io.quietcopy.SideMode;

/**
 * One transfer: opened, run once, closed.
 *
 * <p>{@link #run} is called once, by one thread; {@link #abort()} by any thread at any time; the modes before, during and
 * after the run; {@link #close()} last, by the thread that ran.
 */
public interface TransferSession extends AutoCloseable {
    /**
     * Returns how the source is read. It may step down while the transfer runs; the report has the last value.
     *
     * @return the mode, never null
     */
    SideMode source();

    /**
     * Returns how the target is written. It may step down while the transfer runs; the report has the last value.
     *
     * @return the mode, never null
     */
    SideMode target();

    /**
     * Moves all bytes of {@link TransferSpec#extents()}. Bytes move only under a {@link Permit}, and are reported complete
     * only when the call that moved them has returned. Data need not be flushed: the library does that through a descriptor
     * that it has held since before the first write.
     *
     * @param control permits, cancellation and signs of life, never null
     * @return what the library cannot know otherwise, never null
     * @throws io.quietcopy.CopyCancelledException if {@link TransferControl#cancelled()} or {@link #abort()} ended it
     * @throws CopyException if it failed, with the offset where known. When this method returns or throws, nothing is in
     *     flight; if that cannot be reached (a call hangs in the kernel), the exception carries
     *     {@link CopyException.Builder#settled}
     */
    TransferResult run(TransferControl control) throws CopyException;

    /** Makes {@link #run} end soon. May be called from any thread, more than once, before or after the run; never blocks. */
    void abort();

    /**
     * Releases everything that the session holds.
     *
     * @throws CopyException if closing failed in a way that puts the data in doubt
     */
    @Override
    void close() throws CopyException;
}
