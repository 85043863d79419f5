package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.Span;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Copies with a cache policy, and with neighbours in the cache. */
public final class Caches {
    private static final long KIB = 1 << 10;

    private Caches() {}

    /** Direct I/O or nothing: with odd ends, with edges on both sides, congruent or not. */
    public static CaseGenerator strict() {
        return new Gen(
                ground -> {
                    List<CopyCase> cases = new ArrayList<>();
                    Random sides = new Random(1);
                    cases.add(strict(ground, sides, 256 * KIB).build());
                    cases.add(strict(ground, sides, 640 * KIB + 77).build());
                    for (long shift : new long[] {0, 512, 100}) {
                        cases.add(strict(ground, sides, 256 * KIB)
                                .target(TargetKind.IN_PLACE)
                                .ranges(new Range(100, 100 + shift, 200_000))
                                .targetBytes(300 * KIB)
                                .build());
                    }
                    return cases;
                },
                (random, ground) -> {
                    long length = 1 + random.nextLong(300 * KIB);
                    CopyCase.Builder made = strict(ground, random, length);
                    if (chance(random, 60)) {
                        made.target(TargetKind.IN_PLACE).ranges(Shapes.windows(random, length, 2));
                    }
                    return made.build();
                });
    }

    private static CopyCase.Builder strict(Ground ground, Random random, long length) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(length))
                .seed(random.nextInt(1000))
                .cache(CachePolicy.REQUIRE_DIRECT);
    }

    /** Through the page cache, as asked. */
    public static CaseGenerator buffered() {
        return new Gen(
                ground -> List.of(
                        buffered(ground, new Random(1), 640 * KIB + 77).build(),
                        buffered(ground, new Random(1), 640 * KIB + 77)
                                .target(TargetKind.IN_PLACE)
                                .build()),
                (random, ground) -> {
                    CopyCase.Builder made = buffered(ground, random, 128 * KIB + random.nextInt(1 << 20));
                    if (chance(random, 50)) {
                        made.target(TargetKind.IN_PLACE);
                    }
                    return made.build();
                });
    }

    private static CopyCase.Builder buffered(Ground ground, Random random, long length) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(length))
                .seed(random.nextInt(1000))
                .cache(CachePolicy.BUFFERED);
    }

    /** Past the page cache, while a neighbour has some of the source in it. */
    public static CaseGenerator neighbours() {
        return new Gen(Caches::neighboursClassics, (random, ground) -> {
            long length = 256 * KIB + random.nextInt(1 << 20);
            long from = chance(random, 40) ? 0 : random.nextLong(length);
            long warm = chance(random, 40) ? length - from : Math.min(length - from, 64 * KIB);
            CopyCase.Builder made = warm(ground, random, length, new Span(from, warm))
                    .target(chance(random, 50) ? TargetKind.IN_PLACE : TargetKind.STAGED);
            if (chance(random, 40)) {
                made.target(TargetKind.IN_PLACE).ranges(Shapes.windows(random, length, 3));
            }
            return Shapes.blocks(random, made).build();
        });
    }

    private static List<CopyCase> neighboursClassics(Ground ground) {
        long length = 512 * KIB + 77;
        return List.of(
                warm(ground, new Random(1), length, new Span(0, length)).build(),
                warm(ground, new Random(2), length, new Span(100_000, 64 * KIB))
                        .target(TargetKind.IN_PLACE)
                        .build());
    }

    private static CopyCase.Builder warm(Ground ground, Random random, long length, Span warm) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(length))
                .seed(random.nextInt(1000))
                .warm(warm);
    }
}
