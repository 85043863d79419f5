package io.quietcopy.conformance;

import io.quietcopy.engine.linux.NativeEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;
import org.junit.jupiter.api.BeforeEach;

/** The suite on the engine that is made of system calls. */
class NativeConformanceTest extends CopyEngineConformance {
    @BeforeEach
    void requireAll() {
        WholeMachine.require();
    }

    @Override
    protected CopyEngineProvider provider() {
        return new NativeEngineProvider();
    }
}
