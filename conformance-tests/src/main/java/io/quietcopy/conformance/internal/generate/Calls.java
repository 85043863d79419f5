package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.Numbers.chance;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.List;
import java.util.Random;

/** Copies in which the library is awkward: permits of any size, a rate, a bug of its own, a session that is never run. */
public final class Calls {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private Calls() {}

    /** Permits of any size between what was asked for at least and at most. */
    public static CaseGenerator grants() {
        return (random, ground) -> {
            CopyCase.Builder made = ground.sides(random, CopyCase.builder())
                    .source(Shapes.sparse(random))
                    .seed(random.nextInt(1000))
                    .grantBytes(chance(random, 60) ? 0 : Numbers.oneOf(random, List.of(1L, 4096L, 5000L, 64 * KIB)));
            if (chance(random, 40)) {
                made.source(Piece.data(MIB + random.nextInt(1 << 20)));
            }
            if (chance(random, 50)) {
                made.target(TargetKind.IN_PLACE);
            }
            Shapes.map(random, made);
            return Shapes.blocks(random, made).build();
        };
    }

    /** Under a rate. */
    public static CaseGenerator rates() {
        return new Gen(
                ground -> List.of(
                        rate(ground, new Random(1), 4 * MIB).build(),
                        rate(ground, new Random(2), 8 * MIB).build()),
                (random, ground) -> rate(ground, random, Numbers.oneOf(random, List.of(4 * MIB, 8 * MIB, 16 * MIB)))
                        .build());
    }

    private static CopyCase.Builder rate(Ground ground, Random random, long bytesPerSecond) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(2 * MIB + random.nextInt(1 << 20)))
                .seed(random.nextInt(1000))
                .rateBytes(bytesPerSecond);
    }

    /** A call of the library fails in a way that nobody has foreseen. */
    public static CaseGenerator bugs() {
        return (random, ground) -> busy(ground, random)
                .events(Event.of(
                        random.nextBoolean() ? Event.When.COMPLETED : Event.When.ASKED,
                        1 + random.nextInt(20),
                        Event.Action.THROW))
                .build();
    }

    /** A session is opened and closed, and never run. */
    public static CaseGenerator unrun() {
        return new Gen(
                ground -> List.of(
                        unrun(ground, new Random(1)).target(TargetKind.STAGED).build(),
                        unrun(ground, new Random(2)).target(TargetKind.IN_PLACE).build(),
                        unrun(ground, new Random(3))
                                .target(TargetKind.IN_PLACE)
                                .ranges(new Range(0, 100, 200 * KIB))
                                .build()),
                (random, ground) ->
                        Shapes.strict(random, ground, unrun(ground, random)).build());
    }

    private static CopyCase.Builder unrun(Ground ground, Random random) {
        return busy(ground, random).events(Event.of(Event.When.OPENED, 1, Event.Action.CLOSE));
    }

    private static CopyCase.Builder busy(Ground ground, Random random) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(640 * KIB + 100))
                .seed(random.nextInt(1000))
                .target(random.nextBoolean() ? TargetKind.IN_PLACE : TargetKind.STAGED)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .grantBytes(16 * KIB);
    }
}
