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
                        OpenChecks.all(),
                        CopyChecks.all(),
                        SessionChecks.all(),
                        ResourceChecks.all(),
                        StorageChecks.all(),
                        FaultChecks.all(),
                        PlaceChecks.all(),
                        NetworkChecks.all(),
                        HangChecks.all(),
                        ProcessChecks.all(),
                        EndToEndChecks.all())
                .flatMap(List::stream)
                .toList();
    }
}
