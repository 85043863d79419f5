package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.TargetContent;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Copies in which blocks of I/O meet: many of them in flight, several ranges in one, far behind the beginning. */
public final class Blocks {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    private Blocks() {}

    /** Sources of many blocks, more than one of them in flight: whole, and incongruent. */
    public static CaseGenerator many() {
        return new Gen(Blocks::manyClassics, (random, ground) -> {
            long block = Numbers.oneOf(random, List.of(16 * KIB, 64 * KIB, 256 * KIB));
            long length = block * (8 + random.nextInt(24)) + Numbers.oneOf(random, List.of(0L, 1L, 512L, 4095L));
            CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                    .source(Piece.data(length))
                    .seed(random.nextInt(1000))
                    .blockBytes(block)
                    .inFlightBytes(block * (2 + random.nextInt(7)));
            if (chance(random, 50)) {
                long shift = Numbers.offset(random);
                made.target(TargetKind.IN_PLACE)
                        .ranges(new Range(0, shift, length))
                        .targetBytes(shift + length + 5000);
            }
            return made.build();
        });
    }

    private static List<CopyCase> manyClassics(Ground ground) {
        long length = 640 * KIB + 1;
        return List.of(
                flying(ground, new Random(1), length).build(),
                flying(ground, new Random(2), length)
                        .target(TargetKind.IN_PLACE)
                        .ranges(new Range(0, 5000, length))
                        .targetBytes(length + 10_000)
                        .build());
    }

    private static CopyCase.Builder flying(Ground ground, Random random, long length) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(length))
                .blockBytes(16 * KIB)
                .inFlightBytes(128 * KIB);
    }

    /** Small ranges that share blocks and pages of the target, next to old bytes. */
    public static CaseGenerator shared() {
        return new Gen(Blocks::sharedClassics, Blocks::drawShared);
    }

    private static List<CopyCase> sharedClassics(Ground ground) {
        Random sides = new Random(1);
        return List.of(
                sharing(ground, sides, new Range(0, 512, 512), new Range(8192, 1536, 512)),
                sharing(ground, sides, new Range(0, 100, 5000), new Range(9000, 5100, 5000)),
                sharing(ground, sides, new Range(0, 0, 4095), new Range(5000, 4095, 1), new Range(6000, 4096, 4096)));
    }

    private static CopyCase sharing(Ground ground, Random random, Range... ranges) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(64 * KIB))
                .target(TargetKind.IN_PLACE)
                .ranges(ranges)
                .targetBytes(128 * KIB)
                .blockBytes(4 * KIB)
                .inFlightBytes(64 * KIB)
                .build();
    }

    private static CopyCase drawShared(Random random, Ground ground) {
        List<Range> ranges = new ArrayList<>();
        long at = random.nextInt(600);
        int count = 4 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            long length = 1L + (chance(random, 80) ? random.nextInt(700) : random.nextInt(9000));
            ranges.add(new Range(random.nextInt(40_000), at, length));
            at += length + (chance(random, 50) ? 0 : random.nextInt(600));
        }
        return sharing(ground, random, ranges.toArray(Range[]::new)).with(made -> made.seed(random.nextInt(1000)));
    }

    /** Bytes behind the first 4 GiB on either side, and extents that are longer. */
    public static CaseGenerator far() {
        return Gen.fixed(ground -> {
            Random sides = new Random(1);
            CopyCase apart = ground.sides(sides, CopyCase.builder())
                    .source(Piece.data(64 * KIB), Piece.hole(5 * GIB), Piece.data(64 * KIB + 513))
                    .before(TargetContent.ZERO)
                    .build();
            CopyCase windows = ground.sides(sides, CopyCase.builder())
                    .source(Piece.hole(5 * GIB), Piece.data(MIB))
                    .target(TargetKind.IN_PLACE)
                    .ranges(
                            new Range(5 * GIB + 77, 0, 100 * KIB),
                            new Range(5 * GIB, 4 * GIB - 8 * KIB, 16 * KIB),
                            new Range(5 * GIB + 100, 6 * GIB + 3, 200_000))
                    .build();
            return List.of(apart, windows);
        });
    }

    /** One extent of more than 4 GiB of which nothing is known. */
    public static CaseGenerator long4GiB() {
        return Gen.fixed(ground -> List.of(CopyCase.builder()
                .source(Piece.data(64 * KIB), Piece.hole(4 * GIB), Piece.data(64 * KIB + 1))
                .map(MapKind.UNKNOWN)
                .build()));
    }

    /** A great many ranges. */
    public static CaseGenerator ranges(int count) {
        return Gen.fixed(ground -> {
            List<Range> ranges = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                ranges.add(new Range(i * 2048, i * 4096, 1024));
            }
            return List.of(CopyCase.builder()
                    .source(Piece.data(count * 2048L))
                    .target(TargetKind.IN_PLACE)
                    .ranges(ranges)
                    .build());
        });
    }
}
