package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * The cases of a generator as jqwik knows them: drawn at random, and shrunk by {@link Simpler}. All that there is between the
 * suite's own types and jqwik.
 */
public final class CaseArbitrary {
    private CaseArbitrary() {}

    /** Returns the cases of a generator. */
    public static Arbitrary<CopyCase> of(CaseGenerator generator, Ground ground) {
        return Arbitraries.fromGenerator(random -> shrinkable(generator.draw(random, ground)));
    }

    /** Returns a case that can be made simpler. */
    public static Shrinkable<CopyCase> shrinkable(CopyCase copyCase) {
        return new Simplifiable(copyCase);
    }

    private record Simplifiable(CopyCase value) implements Shrinkable<CopyCase> {
        @Override
        public Stream<Shrinkable<CopyCase>> shrink() {
            return Simpler.than(value).map(CaseArbitrary::shrinkable);
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(Simpler.weight(value));
        }
    }
}
