package io.quietcopy.conformance.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All engines that are wrong on purpose. */
final class Mutants {
    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(
                        ByteMutants.all(),
                        ChangeMutants.all(),
                        OpeningMutants.all(),
                        PermitMutants.all(),
                        DigestMutants.all(),
                        ErrorMutants.all(),
                        StopMutants.all(),
                        CacheMutants.all(),
                        ResourceMutants.all())
                .flatMap(List::stream)
                .toList();
    }
}
