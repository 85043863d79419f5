package io.quietcopy.conformance.internal.generate;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ranges into a target that is full of old bytes: at any offset, congruent or not, to the end of either side, touching. */
public final class Windows implements CaseGenerator {
    private static final long MOST_BYTES = 512 << 10;
    private static final long MIB = 1 << 20;

    /** Makes the generator. */
    public Windows() {}

    @Override
    public List<CopyCase> classics(Ground ground) {
        List<CopyCase> cases = new ArrayList<>();
        Random sides = new Random(1);
        for (long from : new long[] {0, 42, 512, 4096}) {
            for (long to : new long[] {0, 42, 512, 4096}) {
                cases.add(ground.sides(sides, CopyCase.builder())
                        .source(Piece.data(from + 9000))
                        .ranges(new Range(from, to, 9000))
                        .target(TargetKind.IN_PLACE)
                        .targetBytes(to + 9000 + (from == to ? 0 : 5000))
                        .build());
            }
        }
        return cases;
    }

    @Override
    public CopyCase draw(Random random, Ground ground) {
        long length = Numbers.length(random, MOST_BYTES);
        List<Range> ranges = Shapes.windows(random, length, 4);
        long end = ranges.get(ranges.size() - 1).targetEnd();
        CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                .source(Piece.data(length))
                .seed(random.nextInt(1000))
                .ranges(ranges)
                .target(TargetKind.IN_PLACE)
                .targetBytes(Numbers.chance(random, 30) ? end : Math.min(end + Numbers.length(random, 65536), 2 * MIB));
        Shapes.blocks(random, made);
        CopyCase drawn = Shapes.strict(random, ground, made).build();
        boolean refusable =
                drawn.cache() == CachePolicy.REQUIRE_DIRECT && !ground.declares(Capability.UNALIGNED_DIRECT);
        return refusable ? drawn.with(value -> value.cache(CachePolicy.PREFER_DIRECT)) : drawn;
    }
}
