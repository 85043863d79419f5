package io.quietcopy.conformance.internal.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A case that fails is made simpler until nothing can be left out. */
class SimplerProperties {
    @Provide
    Arbitrary<CopyCase> cases() {
        return GeneratedCases.all();
    }

    @Property(tries = 300)
    void simplerCasesAreOtherCases(@ForAll("cases") CopyCase copyCase) {
        List<CopyCase> simpler = Simpler.than(copyCase).toList();

        assertThat(simpler).doesNotHaveDuplicates().doesNotContain(copyCase);
    }

    @Property(tries = 100)
    void theWayDownEnds(@ForAll("cases") CopyCase copyCase) {
        CopyCase smallest = smallest(copyCase, any -> true);

        assertThat(smallest).isEqualTo(CopyCase.PLAIN);
    }

    @Example
    void whatDoesNotMatterGoes() {
        CopyCase failing = CopyCase.builder()
                .source(Piece.data(300_000), Piece.hole(8192), Piece.data(77))
                .target(TargetKind.IN_PLACE)
                .ranges(new Range(4096, 100, 5000), new Range(100_000, 60_000, 90_001))
                .digest(true)
                .blockBytes(65536)
                .oddNames(true)
                .build();

        CopyCase smallest = smallest(
                failing,
                candidate -> candidate.ranges().stream()
                        .anyMatch(range -> (range.sourceOffset() - range.targetOffset()) % 512 != 0
                                && range.lengthBytes() > 4096));

        assertThat(smallest.toString().length()).isLessThan(70);
        assertThat(smallest.ranges()).hasSize(1);
        assertThat(smallest.ranges().get(0).lengthBytes()).isEqualTo(4097);
        assertThat(smallest.digest()).isFalse();
        assertThat(smallest.oddNames()).isFalse();
    }

    private static CopyCase smallest(CopyCase from, Predicate<CopyCase> fails) {
        CopyCase best = from;
        Optional<CopyCase> next = Optional.of(from);
        int steps = 0;
        while (next.isPresent()) {
            best = next.get();
            next = Simpler.than(best).filter(fails).findFirst();
            assertThat(++steps).isLessThan(10_000);
        }
        return best;
    }
}
