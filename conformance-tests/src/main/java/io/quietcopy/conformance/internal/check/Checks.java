package io.quietcopy.conformance.internal.check;

import java.util.List;
import java.util.stream.Stream;

/** All checks, in the order in which they run: what is cheap and what everything else stands on comes first. */
public final class Checks {
    private Checks() {}

    /** Returns all checks. */
    public static List<Check> all() {
        return Stream.of(
                        ProviderChecks.all(),
                        CopyChecks.all(),
                        SessionChecks.all(),
                        StorageChecks.all(),
                        FaultChecks.all())
                .flatMap(List::stream)
                .toList();
    }
}
