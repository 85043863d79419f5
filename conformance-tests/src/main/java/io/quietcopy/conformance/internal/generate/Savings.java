package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Copies in which bytes need not move: zeroes that nobody has told of, blocks that are allocated already, blocks to be shared. */
public final class Savings {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** Data, a long hole, data. */
    private static final List<Piece> HALVES =
            List.of(Piece.data(64 * KIB), Piece.hole(512 * KIB), Piece.data(64 * KIB + 77));

    private Savings() {}

    /** Zeroes in a source of which nothing is known. */
    public static CaseGenerator unknownZeroes() {
        return new Gen(ground -> List.of(unknown(ground, new Random(1), 64 * KIB, HALVES)), (random, ground) -> {
            long block = Numbers.oneOf(random, List.of(16 * KIB, 64 * KIB));
            return unknown(ground, random, block, large(random, block));
        });
    }

    private static CopyCase unknown(Ground ground, Random random, long block, List<Piece> source) {
        return ground.sides(random, CopyCase.builder())
                .source(source)
                .seed(random.nextInt(1000))
                .map(MapKind.UNKNOWN)
                .blockBytes(block)
                .build();
    }

    /** What has to be allocated, and what must stay so. */
    public static CaseGenerator allocated() {
        return new Gen(Savings::allocatedClassics, (random, ground) -> {
            CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                    .source(large(random, 64 * KIB))
                    .seed(random.nextInt(1000));
            if (chance(random, 40)) {
                return made.allocated(true).build();
            }
            return made.zeroes(chance(random, 50) ? ZeroPolicy.WRITE : ZeroPolicy.ALLOCATE)
                    .target(chance(random, 50) ? TargetKind.IN_PLACE : TargetKind.STAGED)
                    .before(chance(random, 50) ? TargetContent.ZERO : TargetContent.UNKNOWN)
                    .build();
        });
    }

    private static List<CopyCase> allocatedClassics(Ground ground) {
        Random sides = new Random(1);
        return List.of(
                halves(ground, sides).allocated(true).build(),
                halves(ground, sides).zeroes(ZeroPolicy.WRITE).build(),
                halves(ground, sides).zeroes(ZeroPolicy.ALLOCATE).build(),
                halves(ground, sides)
                        .zeroes(ZeroPolicy.ALLOCATE)
                        .target(TargetKind.IN_PLACE)
                        .before(TargetContent.ZERO)
                        .build());
    }

    private static CopyCase.Builder halves(Ground ground, Random random) {
        return ground.sides(random, CopyCase.builder()).source(HALVES);
    }

    /** A long stretch of zeroes over old bytes. */
    public static CaseGenerator longZeroes() {
        return Gen.fixed(ground -> List.of(CopyCase.builder()
                .source(Piece.data(64 * KIB), Piece.hole(160 * MIB), Piece.data(513))
                .target(TargetKind.IN_PLACE)
                .build()));
    }

    /** Blocks that may be shared with the source. */
    public static CaseGenerator sharing() {
        return new Gen(
                ground -> List.of(
                        halves(ground, new Random(1))
                                .offload(OffloadPolicy.REFLINK)
                                .build(),
                        halves(ground, new Random(1))
                                .offload(OffloadPolicy.NEVER)
                                .build()),
                (random, ground) -> ground.sides(random, CopyCase.builder())
                        .source(large(random, 64 * KIB))
                        .seed(random.nextInt(1000))
                        .target(chance(random, 50) ? TargetKind.IN_PLACE : TargetKind.STAGED)
                        .offload(chance(random, 70) ? OffloadPolicy.REFLINK : OffloadPolicy.NEVER)
                        .digest(ground.declares(Capability.DIGEST) && chance(random, 30))
                        .build());
    }

    /** Data and long holes. */
    private static List<Piece> large(Random random, long block) {
        List<Piece> pieces = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            long hole = block * (4 + random.nextInt(8));
            pieces.add(Piece.data(block * (1 + random.nextInt(4))));
            pieces.add(chance(random, 60) ? Piece.hole(hole) : Piece.zeroes(hole));
        }
        if (chance(random, 50)) {
            pieces.add(Piece.data(1 + random.nextInt(5000)));
        }
        return pieces;
    }
}
