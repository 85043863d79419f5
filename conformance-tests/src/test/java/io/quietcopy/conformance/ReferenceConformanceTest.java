package io.quietcopy.conformance;

import io.quietcopy.conformance.mutants.ReferenceProvider;
import io.quietcopy.spi.CopyEngineProvider;

/** The suite on the engine of which the mutants are made: it has nothing to say. */
class ReferenceConformanceTest extends CopyEngineConformance {
    @Override
    protected CopyEngineProvider provider() {
        return new ReferenceProvider();
    }
}
