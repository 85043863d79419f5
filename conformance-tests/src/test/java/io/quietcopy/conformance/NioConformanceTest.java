package io.quietcopy.conformance;

import io.quietcopy.engine.nio.NioEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;

/** The suite on the engine in pure Java. */
class NioConformanceTest extends CopyEngineConformance {
    @Override
    protected CopyEngineProvider provider() {
        return new NioEngineProvider();
    }
}
