package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.internal.host.Host;

/** Opens targets. */
@SuppressWarnings("DoNotCallSuggester")
public final class TargetFiles {
    private TargetFiles() {}

    /**
     * Claims and opens a target, and stages a new file where the mode asks for one.
     *
     * @param request what is known and wanted
     * @param host the machine
     * @return the target, to be closed
     * @throws CopyException a refusal; the target is untouched, and everything made on the way has been removed, or is named
     *     among the leftovers
     */
    public static TargetFile open(TargetRequest request, Host host) throws CopyException {
        throw new UnsupportedOperationException();
    }
}
