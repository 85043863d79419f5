package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Copies that are cancelled or aborted at any time: before, with the first permit, in the middle, with the last bytes. */
public final class Stops implements CaseGenerator {
    private static final long KIB = 1 << 10;
    private static final List<Event.Action> STOPS =
            List.of(Event.Action.CANCEL, Event.Action.CANCEL_QUIETLY, Event.Action.ABORT);

    /** Makes the generator. */
    public Stops() {}

    @Override
    public List<CopyCase> classics(Ground ground) {
        List<CopyCase> cases = new ArrayList<>();
        Random random = new Random(1);
        for (Event.Action stop : STOPS) {
            cases.add(stopped(random, ground, Event.of(Event.When.OPENED, 1, stop)));
            cases.add(stopped(random, ground, Event.of(Event.When.ASKED, 1, stop)));
            cases.add(stopped(random, ground, Event.of(Event.When.COMPLETED, 1, stop)));
        }
        return cases;
    }

    private static CopyCase stopped(Random random, Ground ground, Event event) {
        return ground.sides(random, CopyCase.builder())
                .source(Piece.data(640 * KIB + 100))
                .target(random.nextBoolean() ? TargetKind.IN_PLACE : TargetKind.STAGED)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .grantBytes(16 * KIB)
                .events(event)
                .build();
    }

    @Override
    public CopyCase draw(Random random, Ground ground) {
        Event.When when = Numbers.chance(random, 40) ? Event.When.ASKED : Event.When.COMPLETED;
        Event event = Event.of(when, 1 + random.nextInt(42), Numbers.oneOf(random, STOPS));
        CopyCase drawn = stopped(random, ground, event);
        return drawn.with(value -> value.seed(random.nextInt(1000)));
    }
}
