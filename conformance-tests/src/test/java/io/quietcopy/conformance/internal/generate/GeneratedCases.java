package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.spi.Capability;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** The cases of all generators, as the checks draw them. */
public final class GeneratedCases {
    private static final List<CaseGenerator> GENERATORS = List.of(
            new Lengths(),
            new Windows(),
            new DirtyZeroes(),
            new Stops(),
            Blocks.many(),
            Blocks.shared(),
            Blocks.far(),
            Caches.strict(),
            Caches.buffered(),
            Caches.neighbours(),
            Calls.grants(),
            Calls.rates(),
            Calls.bugs(),
            Calls.unrun(),
            Digests.copies(),
            Digests.readOnly(),
            Digests.rewritten(),
            Names.odd(),
            Names.misled(),
            Names.swapped(),
            Savings.allocated(),
            Savings.sharing(),
            Savings.unknownZeroes(),
            Sources.growing(),
            Sources.shrinking());

    private GeneratedCases() {}

    static Ground ground(Place place) {
        return new Ground(place, EnumSet.allOf(Capability.class), true);
    }

    /** Cases of one generator, on any sides. */
    static Arbitrary<CopyCase> of(CaseGenerator generator) {
        return Arbitraries.of(Place.FILES, Place.LOOP512, Place.LOOP4096)
                .flatMap(place -> CaseArbitrary.of(generator, ground(place)));
    }

    /** Cases of any generator, on any sides. */
    public static Arbitrary<CopyCase> all() {
        return Arbitraries.of(GENERATORS).flatMap(GeneratedCases::of);
    }
}
