package io.quietcopy.conformance;

import io.quietcopy.engine.nio.NioEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;
import org.junit.jupiter.api.BeforeEach;

/** The suite on the engine in pure Java. */
class NioConformanceTest extends CopyEngineConformance {
    @BeforeEach
    void requireAll() {
        WholeMachine.require();
    }

    @Override
    protected CopyEngineProvider provider() {
        return new NioEngineProvider();
    }
}
