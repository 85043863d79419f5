package io.quietcopy;

import java.util.concurrent.CompletableFuture;

/**
 * A copy that runs.
 *
 * <p>Thread-safe. No method blocks but {@link #await()}.
 */
public interface CopyTask {
    /**
     * Returns how far the copy has come.
     *
     * @return the newest snapshot, never null
     */
    CopyProgress progress();

    /**
     * Changes the pace of this copy from now on; one that shared its pace with others has one by itself then.
     *
     * @param pace the new pace, never null
     */
    void changePace(Pace pace);

    /**
     * Asks the copy to stop. The result then is a {@link CopyCancelledException} within one second, whatever call hangs,
     * unless the copy has been published before. A second call does nothing.
     */
    void cancel();

    /**
     * Waits for the end.
     *
     * @return what happened, never null
     * @throws CopyException if the copy failed; it tells the state of the target
     * @throws CopyCancelledException if the copy was cancelled, or the calling thread was interrupted: the copy is then
     *     cancelled and the thread's interrupt flag is set again
     */
    CopyReport await() throws CopyException;

    /**
     * Returns the result as a future.
     *
     * @return a future of the report that fails with a {@link CopyException}, never null; completing or cancelling it has no
     *     effect on the copy
     */
    CompletableFuture<CopyReport> result();
}
