package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Whole sources of every length that matters: none, one, around sectors, pages and blocks, several blocks and one. */
public final class Lengths implements CaseGenerator {
    private static final long MOST_BYTES = 3 << 20;
    private static final long BLOCK = 64 << 10;

    /** Makes the generator. */
    public Lengths() {}

    @Override
    public List<CopyCase> classics(Ground ground) {
        List<CopyCase> cases = new ArrayList<>();
        Random sides = new Random(1);
        for (long length : Numbers.LENGTHS) {
            cases.add(
                    ground.sides(sides, CopyCase.builder()).source(data(length)).build());
        }
        for (long length : new long[] {BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 1}) {
            cases.add(ground.sides(sides, CopyCase.builder())
                    .source(data(length))
                    .blockBytes(BLOCK)
                    .build());
        }
        return cases;
    }

    private static List<Piece> data(long length) {
        return length == 0 ? List.of() : List.of(Piece.data(length));
    }

    @Override
    public CopyCase draw(Random random, Ground ground) {
        CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                .source(Piece.data(Numbers.length(random, MOST_BYTES)))
                .seed(random.nextInt(1000));
        Shapes.blocks(random, made);
        return Shapes.strict(random, ground, made).build();
    }
}
