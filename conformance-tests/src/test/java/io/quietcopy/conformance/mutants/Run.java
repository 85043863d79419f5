package io.quietcopy.conformance.mutants;

import io.quietcopy.spi.TransferControl;
import java.util.Optional;

/** What works together in one run; a transfer without target has no edges either. */
record Run(
        Layout layout,
        TransferControl control,
        Stop stop,
        Crew crew,
        Mover mover,
        DigestTurns digest,
        Optional<TargetSide> target,
        Optional<Edges> edges) {}
