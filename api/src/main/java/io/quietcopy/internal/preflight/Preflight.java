package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.GuardPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.Host;

/** The checks before the first write. Nothing is created or written by them. */
@SuppressWarnings("DoNotCallSuggester")
public final class Preflight {
    private Preflight() {}

    /**
     * Checks a request.
     *
     * @return what was found out
     * @throws CopyException if something stands against the copy; the target is untouched
     */
    public static CheckedCopy check(CopyRequest request, ZeroPolicy zeroes, GuardPolicy guard, Host host)
            throws CopyException {
        throw new UnsupportedOperationException(request + " " + zeroes + " " + guard + " " + host);
    }
}
