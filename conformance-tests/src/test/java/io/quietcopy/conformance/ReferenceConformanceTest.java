package io.quietcopy.conformance;

import io.quietcopy.conformance.mutants.ReferenceProvider;
import io.quietcopy.spi.CopyEngineProvider;
import org.junit.jupiter.api.BeforeEach;

/** The suite on the engine of which the mutants are made: it has nothing to say. */
class ReferenceConformanceTest extends CopyEngineConformance {
    @BeforeEach
    void requireAll() {
        WholeMachine.require();
    }

    @Override
    protected CopyEngineProvider provider() {
        return new ReferenceProvider();
    }
}
