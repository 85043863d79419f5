package io.quietcopy.conformance.internal.check;

import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.NbdSides;
import io.quietcopy.conformance.internal.trial.ExpectedFailure;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.testbed.Requirement;
import java.util.List;

/** Storage behind a server of somebody else's, whose errors come through a driver of somebody else's. */
final class NetworkChecks {
    private static final long LENGTH = 256 << 10;

    private NetworkChecks() {}

    static List<Check> all() {
        return List.of(OwnCheck.of(
                "failing-server",
                "errors of a server of network block devices are told, with the place",
                NetworkChecks::failingServer,
                "E-ERROR-1",
                "E-ERROR-2",
                "E-ERROR-4"));
    }

    private static void failingServer(CheckContext context) throws Exception {
        context.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(LENGTH))
                .target(TargetKind.IN_PLACE)
                .blockBytes(16 << 10)
                .inFlightBytes(64 << 10)
                .build();
        for (boolean onTarget : new boolean[] {false, true}) {
            try (NbdSides sides = new NbdSides(context.workshop(), onTarget)) {
                context.attempt(TrialPlan.of(copyCase, "E-ERROR-1", sides)
                        .expecting(ExpectedFailure.of(
                                        "every " + (onTarget ? "write of the target" : "read of the source")
                                                + " fails with EIO at the server",
                                        "E-ERROR-4",
                                        onTarget ? ErrorCode.WRITE_FAILED : ErrorCode.READ_FAILED)
                                .at("", 0, LENGTH)));
            }
        }
    }
}
