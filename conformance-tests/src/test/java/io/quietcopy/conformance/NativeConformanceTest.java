package io.quietcopy.conformance;

import io.quietcopy.engine.linux.NativeEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;

/** The suite on the engine that is made of system calls. */
class NativeConformanceTest extends CopyEngineConformance {
    @Override
    protected CopyEngineProvider provider() {
        return new NativeEngineProvider();
    }
}
