package io.quietcopy.conformance.mutants;

import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferSpec;
import java.util.Optional;

/** Makes the parts of the reference engine. A mutant is the same engine with one part that is wrong. */
class Parts {
    CopyEngineProvider provider() {
        return new ReferenceProvider(this);
    }

    String id() {
        return ReferenceProvider.ID;
    }

    ReferenceEngine engine(EngineSettings settings) {
        return engine();
    }

    /** Takes back what a mutant has left behind on purpose. */
    void tidyUp() {}

    ReferenceEngine engine() {
        return new ReferenceEngine(this);
    }

    Opening opening(TransferSpec spec) {
        return new Opening(spec, failures());
    }

    ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
        return new ReferenceSession(this, spec, source, target);
    }

    Failures failures() {
        return new Failures();
    }

    SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
        return new SourceSide(side, spec.cache(), descriptors, failures());
    }

    TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
        return new TargetSide(side, spec, descriptors, failures());
    }

    Layout layout(TransferSpec spec) {
        return new Layout(spec);
    }

    Stop stop() {
        return new Stop();
    }

    Crew crew(Stop stop, TransferControl control) {
        return new Crew(stop, control);
    }

    DigestTurns digest(TransferSpec spec, Stop stop) {
        return new DigestTurns(spec.digest(), stop);
    }

    Edges edges(TargetSide target, Stop stop) {
        return new Edges(target, stop);
    }

    Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
        return new Mover(source, target, layout, stop, digest);
    }

    Transfer transfer(Run run) {
        return new Transfer(run);
    }
}
