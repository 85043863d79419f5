package io.quietcopy.conformance;

import io.quietcopy.engine.dd.DdEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;

/** The suite on the engine that runs dd. */
class DdConformanceTest extends CopyEngineConformance {
    @Override
    protected CopyEngineProvider provider() {
        return new DdEngineProvider();
    }
}
