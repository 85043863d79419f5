package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.GuardPolicy;
import io.quietcopy.internal.host.Host;

/** Repeats the checks of the target right before the first write: minutes may have passed since the first ones. */
@SuppressWarnings("DoNotCallSuggester")
public final class TargetRecheck {
    private TargetRecheck() {}

    /**
     * Looks at the target again.
     *
     * @throws CopyException if it has been exchanged or somebody has begun to use it; the target is untouched
     */
    public static void run(CheckedCopy copy, GuardPolicy guard, Host host) throws CopyException {
        throw new UnsupportedOperationException(copy + " " + guard + " " + host);
    }
}
