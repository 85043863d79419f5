package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Copies with a digest, and transfers that only read. */
public final class Digests {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private Digests() {}

    /** Sparse sources and windows, in many blocks, with a digest. */
    public static CaseGenerator copies() {
        return new Gen(
                ground -> List.of(
                        // Holes at the beginning, in the middle and at the end; left out, and over old bytes.
                        hashed(ground, new Random(1)).build(),
                        hashed(ground, new Random(1))
                                .target(TargetKind.IN_PLACE)
                                .build()),
                Digests::copy);
    }

    private static CopyCase.Builder hashed(Ground ground, Random random) {
        return ground.sides(random, CopyCase.builder())
                .source(
                        Piece.hole(64 * KIB),
                        Piece.data(100 * KIB + 77),
                        Piece.hole(96 * KIB),
                        Piece.data(64 * KIB),
                        Piece.hole(32 * KIB + 1))
                .digest(true)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB);
    }

    private static CopyCase copy(Random random, Ground ground) {
        List<Piece> source = chance(random, 60) ? Shapes.sparse(random) : List.of(Piece.data(640 * KIB + 77));
        long length = source.stream().mapToLong(Piece::lengthBytes).sum();
        CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                .source(source)
                .seed(random.nextInt(1000))
                .digest(true)
                .blockBytes(16 * KIB)
                .inFlightBytes((16 * KIB) << random.nextInt(4));
        if (chance(random, 50)) {
            made.target(TargetKind.IN_PLACE);
        }
        if (chance(random, 40)) {
            made.target(TargetKind.IN_PLACE).ranges(Shapes.windows(random, length, 3));
        }
        return Shapes.map(random, made).build();
    }

    /** Read-only transfers of any length and shape. */
    public static CaseGenerator readOnly() {
        return new Gen(
                ground -> List.of(
                        reading(ground, new Random(1), List.of()).build(),
                        reading(ground, new Random(2), List.of(Piece.data(1))).build(),
                        reading(ground, new Random(3), List.of(Piece.data(640 * KIB + 513)))
                                .build()),
                (random, ground) -> {
                    List<Piece> source = Shapes.sparse(random);
                    long length = source.stream().mapToLong(Piece::lengthBytes).sum();
                    CopyCase.Builder made = reading(ground, random, source);
                    if (chance(random, 50)) {
                        made.ranges(inOrder(random, length));
                    }
                    Shapes.blocks(random, made);
                    return Shapes.map(random, made).build();
                });
    }

    private static CopyCase.Builder reading(Ground ground, Random random, List<Piece> source) {
        return ground.sides(random, CopyCase.builder())
                .to(ground.place().kind())
                .from(ground.place().kind())
                .source(source)
                .seed(random.nextInt(1000))
                .target(TargetKind.NONE);
    }

    /** Disjoint in the source too, since that is where such a transfer completes. */
    private static List<Range> inOrder(Random random, long length) {
        List<Range> ranges = new ArrayList<>();
        long at = Math.min(Numbers.offset(random), length - 1);
        while (at < length && ranges.size() < 4) {
            long count = Math.min(length - at, Numbers.length(random, 64 * KIB));
            ranges.add(new Range(at, at, count));
            at += count + Numbers.offset(random);
        }
        return ranges;
    }

    /** A hole that takes long to hash. */
    public static CaseGenerator longHole() {
        return Gen.fixed(ground -> List.of(
                CopyCase.builder()
                        .source(Piece.data(64 * KIB), Piece.hole(160 * MIB), Piece.data(513))
                        .digest(true)
                        .build(),
                CopyCase.builder()
                        .source(Piece.data(64 * KIB), Piece.hole(160 * MIB), Piece.data(513))
                        .target(TargetKind.NONE)
                        .build()));
    }

    /** The source is overwritten while it is copied: what is hashed has to be what was written all the same. */
    public static CaseGenerator rewritten() {
        return (random, ground) -> ground.sides(random, CopyCase.builder())
                .source(Piece.data(640 * KIB))
                .seed(random.nextInt(1000))
                .digest(true)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .events(Event.of(
                        random.nextBoolean() ? Event.When.COMPLETED : Event.When.ASKED,
                        1 + random.nextInt(30),
                        Event.Action.REWRITE))
                .build();
    }
}
