package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Source files that change their length while they are copied. */
public final class Sources {
    private static final long KIB = 1 << 10;
    private static final long LENGTH = 640 * KIB + 100;

    private Sources() {}

    /** The source becomes shorter: to nothing, in the middle of a block, at the end of one. */
    public static CaseGenerator shrinking() {
        return new Gen(
                ground -> {
                    List<CopyCase> cases = new ArrayList<>();
                    for (long length : new long[] {0, 1, 4096, 20_000, 256 * KIB, LENGTH - 1}) {
                        cases.add(changing(
                                ground, new Random(1), new Event(Event.When.OPENED, 1, Event.Action.SHRINK, length)));
                    }
                    return cases;
                },
                (random, ground) -> {
                    Event.When when = random.nextBoolean() ? Event.When.ASKED : Event.When.COMPLETED;
                    long length = Numbers.chance(random, 30) ? 0 : random.nextLong(LENGTH);
                    return changing(
                            ground, random, new Event(when, 1 + random.nextInt(20), Event.Action.SHRINK, length));
                });
    }

    /** The source becomes longer. */
    public static CaseGenerator growing() {
        return new Gen(
                ground -> List.of(
                        changing(ground, new Random(1), grow(Event.When.OPENED, 1, 100)),
                        changing(ground, new Random(2), grow(Event.When.COMPLETED, 5, 256 * KIB))),
                (random, ground) -> {
                    Event.When when =
                            Numbers.oneOf(random, List.of(Event.When.OPENED, Event.When.ASKED, Event.When.COMPLETED));
                    int count = when == Event.When.OPENED ? 1 : 1 + random.nextInt(30);
                    return changing(ground, random, grow(when, count, Numbers.length(random, 256 * KIB)));
                });
    }

    private static Event grow(Event.When when, int count, long bytes) {
        return new Event(when, count, Event.Action.GROW, LENGTH + bytes);
    }

    private static CopyCase changing(Ground ground, Random random, Event event) {
        return ground.sides(random, CopyCase.builder())
                .from(SideKind.FILE)
                .source(Piece.data(LENGTH))
                .seed(random.nextInt(1000))
                .target(random.nextBoolean() ? TargetKind.IN_PLACE : TargetKind.STAGED)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .grantBytes(16 * KIB)
                .events(event)
                .build();
    }
}
