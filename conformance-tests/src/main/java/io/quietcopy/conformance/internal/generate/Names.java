package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Event.Action;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.List;
import java.util.stream.Stream;

/** Copies of files whose names are odd, or lead elsewhere by now. */
public final class Names {
    private static final long KIB = 1 << 10;

    private Names() {}

    /** Names with blanks, quotes, a line end, a leading dash. */
    public static CaseGenerator odd() {
        return Gen.fixed(ground -> List.of(
                usual().oddNames(true).build(),
                usual().oddNames(true).target(TargetKind.IN_PLACE).build(),
                usual().oddNames(true)
                        .source(Piece.hole(64 * KIB), Piece.data(77))
                        .build()));
    }

    /** Before the engine opens them, another file or a link gets the name of a side, or nothing is there. */
    public static CaseGenerator misled() {
        return Gen.fixed(ground -> Stream.of(
                        Action.SWAP_SOURCE,
                        Action.LINK_SOURCE,
                        Action.SWAP_TARGET,
                        Action.LINK_TARGET,
                        Action.REMOVE_SOURCE)
                .flatMap(action -> Stream.of(TargetKind.STAGED, TargetKind.IN_PLACE)
                        .map(target -> usual().target(target)
                                .events(Event.of(Event.When.BEFORE, 1, action))
                                .build()))
                .toList());
    }

    /** After the engine has opened them, another file or a link gets the name of a side. */
    public static CaseGenerator swapped() {
        return Gen.fixed(ground -> Stream.of(
                        Action.SWAP_SOURCE, Action.LINK_SOURCE, Action.SWAP_TARGET, Action.LINK_TARGET)
                .flatMap(action -> Stream.of(
                        usual().target(TargetKind.IN_PLACE)
                                .events(Event.of(Event.When.OPENED, 1, action))
                                .build(),
                        usual().target(TargetKind.IN_PLACE)
                                .events(Event.of(Event.When.ASKED, 2, action))
                                .build()))
                .toList());
    }

    private static CopyCase.Builder usual() {
        return CopyCase.builder()
                .source(Piece.data(160 * KIB + 100))
                .blockBytes(16 * KIB)
                .inFlightBytes(32 * KIB);
    }
}
