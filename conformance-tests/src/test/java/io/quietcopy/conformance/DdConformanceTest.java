package io.quietcopy.conformance;

import io.quietcopy.engine.dd.DdEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;
import org.junit.jupiter.api.BeforeEach;

/** The suite on the engine that runs dd. */
class DdConformanceTest extends CopyEngineConformance {
    @BeforeEach
    void requireAll() {
        WholeMachine.require();
    }

    @Override
    protected CopyEngineProvider provider() {
        return new DdEngineProvider();
    }
}
