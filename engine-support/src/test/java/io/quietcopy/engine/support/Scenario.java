package io.quietcopy.engine.support;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.ExtentCursor.Content;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A copy of random extents between fakes of random alignment. */
record Scenario(List<Part> parts, Place place, Wish wish, long seed) {
    static final int SOURCE_BYTES = 256 << 10;

    /**
     * One extent.
     *
     * @param gap bytes of the target between it and the one before
     * @param shift what to add to the offset in the target, or none to continue the one before in the source
     */
    record Part(int gap, int length, Integer shift, Content content) {}

    /** What the sides are like. */
    record Place(
            int sourceBlock,
            int targetBlock,
            boolean staged,
            TargetContent before,
            boolean makesZeroes,
            int shareBlock) {}

    /** What is asked for. */
    record Wish(ZeroPolicy zeroes, int block, int workers, boolean limited, long grant, boolean restless) {
        long inFlightBytes() {
            return (long) block * workers;
        }

        /** The most workers that there can be: with the smallest blocks of a restless window there are more. */
        int mostWorkers() {
            return (int) Math.max(workers, restless ? inFlightBytes() / 4096 : 0);
        }
    }

    static Arbitrary<Scenario> any() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                Tuple.of(4, near(Arbitraries.integers().between(1, 6).map(v -> v * 4096))),
                Tuple.of(2, Arbitraries.integers().between(1, 30_000)),
                Tuple.of(1, Arbitraries.integers().between(100_000, 250_000)),
                Tuple.of(2, Arbitraries.integers().between(1, 700)));
        Arbitrary<Integer> gaps = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(0, 3).map(v -> v * 4096)),
                Tuple.of(1, Arbitraries.integers().between(0, 20).map(v -> v * 512)),
                Tuple.of(2, Arbitraries.integers().between(0, 6000)));
        Arbitrary<Integer> shifts = Arbitraries.oneOf(
                Arbitraries.integers().between(-3, 3).map(v -> v * 4096),
                Arbitraries.integers().between(-20, 20).map(v -> v * 512),
                Arbitraries.integers().between(-9000, 9000));
        Arbitrary<Part> parts = Combinators.combine(
                        gaps,
                        lengths,
                        shifts.injectNull(0.7),
                        Arbitraries.of(Content.DATA, Content.UNKNOWN, Content.ZERO))
                .as(Part::new);
        Arbitrary<Integer> blocks = Arbitraries.of(1, 512, 4096);
        Arbitrary<Place> places = Combinators.combine(
                        blocks,
                        Arbitraries.of(512, 4096, 4096),
                        Arbitraries.of(true, false),
                        Arbitraries.of(TargetContent.values()),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 0, 4096))
                .as((source, target, staged, before, makes, share) ->
                        new Place(source, target, staged, staged ? TargetContent.ZERO : before, makes, share));
        Arbitrary<Wish> wishes = Combinators.combine(
                        Arbitraries.of(ZeroPolicy.values()),
                        Arbitraries.of(4096, 8192, 12288, 131_072),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Long.MAX_VALUE, 5000L, 1L),
                        Arbitraries.of(true, false))
                .as(Wish::new);
        return Combinators.combine(parts.list().ofMinSize(1).ofMaxSize(8), places, wishes, Arbitraries.longs())
                .as(Scenario::new);
    }

    private static Arbitrary<Integer> near(Arbitrary<Integer> values) {
        return values.flatMap(
                value -> Arbitraries.of(0, 0, 1, -1, 511, 512, -512).map(d -> Math.max(1, value + d)));
    }
}
