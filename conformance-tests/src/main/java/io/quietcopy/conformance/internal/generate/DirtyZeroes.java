package io.quietcopy.conformance.internal.generate;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sparse sources in every shape: to new files, and over old bytes, where a hole has to become real zeroes. */
public final class DirtyZeroes implements CaseGenerator {
    private static final long KIB = 1 << 10;

    /** Makes the generator. */
    public DirtyZeroes() {}

    @Override
    public List<CopyCase> classics(Ground ground) {
        List<List<Piece>> shapes = List.of(
                List.of(Piece.hole(64 * KIB)),
                List.of(Piece.hole(8 * KIB), Piece.data(8 * KIB)),
                List.of(Piece.data(8 * KIB), Piece.hole(8 * KIB)),
                List.of(Piece.data(8 * KIB), Piece.hole(64 * KIB), Piece.data(8 * KIB + 1)),
                List.of(Piece.data(4 * KIB), Piece.hole(4 * KIB + 77)),
                List.of(Piece.zeroes(64 * KIB), Piece.data(1)));
        List<CopyCase> cases = new ArrayList<>();
        Random random = new Random(1);
        for (List<Piece> shape : shapes) {
            for (TargetKind target : List.of(TargetKind.STAGED, TargetKind.IN_PLACE)) {
                CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                        .source(shape)
                        .target(target)
                        .blockBytes(16 * KIB);
                cases.add(Shapes.map(random, made).build());
            }
        }
        return cases;
    }

    @Override
    public CopyCase draw(Random random, Ground ground) {
        List<Piece> source = Shapes.sparse(random);
        long length = source.stream().mapToLong(Piece::lengthBytes).sum();
        boolean inPlace = Numbers.chance(random, 70);
        CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                .source(source)
                .seed(random.nextInt(1000))
                .target(inPlace ? TargetKind.IN_PLACE : TargetKind.STAGED)
                .before(Numbers.chance(random, 80) ? TargetContent.UNKNOWN : TargetContent.ZERO)
                .zeroes(Numbers.oneOf(random, List.of(ZeroPolicy.values())));
        if (inPlace && Numbers.chance(random, 40)) {
            made.ranges(Shapes.windows(random, length, 3));
        }
        Shapes.map(random, made);
        return Shapes.blocks(random, made).build();
    }
}
