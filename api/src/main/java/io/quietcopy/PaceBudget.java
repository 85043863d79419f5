package io.quietcopy;

import io.quietcopy.internal.pace.PaceGate;
import java.util.Objects;

/**
 * One pace for several copies, which divide it: with a rate of 100 MiB a second four copies get 25 MiB each, however many threads
 * each has, and a single one all of it.
 *
 * <p>Copies take part by {@link CopyRequest.Builder#pace(PaceBudget)}, whichever {@link Copier} makes them; without that, a rate
 * or quiet pace of the config is a budget of all copies of a {@code Copier} to one device. It needs no end, and is thread-safe.
 */
public sealed interface PaceBudget permits PaceGate {
    /**
     * Makes a budget.
     *
     * @param pace the pace to start with, never null
     * @return the budget, never null
     */
    static PaceBudget of(Pace pace) {
        return PaceGate.of(Objects.requireNonNull(pace, "pace"));
    }

    /**
     * Returns the pace.
     *
     * @return the pace that all copies have together, never null
     */
    Pace pace();

    /**
     * Changes the pace from now on, for all copies that take part.
     *
     * @param pace the new pace, never null
     */
    void change(Pace pace);
}
