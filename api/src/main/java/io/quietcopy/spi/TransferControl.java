package io.quietcopy.spi;

import io.quietcopy.CopyCancelledException;

/**
 * How a running transfer talks with the library.
 *
 * <p>Implemented by the library. Thread-safe.
 */
public interface TransferControl {
    /**
     * Waits until bytes may move. The wait is the pace and the budget of the target's device; it does not count as a stall.
     *
     * @param operation what will be done, never null
     * @param minBytes the fewest bytes that are of use, at least 1
     * @param maxBytes the most bytes that are wanted, at least {@code minBytes}
     * @return a permit for {@code minBytes} to {@code maxBytes} bytes, never null; to be closed, also on failure
     * @throws CopyCancelledException if the copy is cancelled before or during the wait
     */
    Permit acquire(Operation operation, long minBytes, long maxBytes) throws CopyCancelledException;

    /**
     * Returns whether the copy is to stop. An engine looks between any two blocks.
     *
     * @return true once it is
     */
    boolean cancelled();

    /**
     * Tells that something moves. Completions of permits tell it as well.
     *
     * @param activity what moves, never null
     */
    void alive(Activity activity);
}
