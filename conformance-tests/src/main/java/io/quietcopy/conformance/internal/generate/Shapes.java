package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Parts of cases: sparse sources, windows, sizes of blocks. */
final class Shapes {
    private static final int MOST_PIECES = 6;
    private static final long PIECE_BYTES = 128 << 10;

    private Shapes() {}

    /** Returns a source with data and holes in any order, mostly at multiples of 4096. */
    static List<Piece> sparse(Random random) {
        int count = 1 + random.nextInt(MOST_PIECES);
        List<Piece> pieces = new ArrayList<>();
        boolean data = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            long length = Numbers.length(random, PIECE_BYTES);
            if (!last || chance(random, 50)) {
                length = Math.max(4096, Numbers.down(length, 4096));
            }
            pieces.add(data ? Piece.data(length) : chance(random, 75) ? Piece.hole(length) : Piece.zeroes(length));
            data = !data;
        }
        return pieces;
    }

    /** Returns sorted, disjoint ranges that lie within a source of that length. */
    static List<Range> windows(Random random, long sourceBytes, int most) {
        List<Range> ranges = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        long at = Numbers.offset(random);
        for (int i = 0; i < count; i++) {
            long from = Math.min(Numbers.offset(random), sourceBytes - 1);
            long length = chance(random, 30) ? sourceBytes - from : Numbers.length(random, sourceBytes - from);
            if (chance(random, 40)) {
                at = Math.max(at, Numbers.down(at + 4095, 4096)) + from % 4096; // congruent
            }
            ranges.add(new Range(from, at, length));
            at += length + (chance(random, 30) ? 0 : Numbers.offset(random));
        }
        return ranges;
    }

    /** Sets sizes of blocks and of what is in flight, so that there are many blocks of a small source. */
    static CopyCase.Builder blocks(Random random, CopyCase.Builder made) {
        if (chance(random, 75)) {
            long block = Numbers.oneOf(random, Numbers.BLOCKS);
            made.blockBytes(block);
            if (chance(random, 60)) {
                made.inFlightBytes(block << random.nextInt(4));
            }
        }
        return made;
    }

    /** Sets what is told of holes. */
    static CopyCase.Builder map(Random random, CopyCase.Builder made) {
        return made.map(chance(random, 60) ? MapKind.EXACT : chance(random, 50) ? MapKind.UNKNOWN : MapKind.DATA);
    }

    /** Sometimes requires direct I/O, where the engine has it. */
    static CopyCase.Builder strict(Random random, Ground ground, CopyCase.Builder made) {
        return made.cache(
                ground.direct() && chance(random, 25) ? CachePolicy.REQUIRE_DIRECT : CachePolicy.PREFER_DIRECT);
    }
}
