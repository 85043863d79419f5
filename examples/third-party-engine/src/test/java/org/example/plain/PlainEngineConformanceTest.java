package org.example.plain;

import io.quietcopy.conformance.CopyEngineConformance;
import io.quietcopy.spi.CopyEngineProvider;

class PlainEngineConformanceTest extends CopyEngineConformance {
    @Override
    protected CopyEngineProvider provider() {
        return new PlainEngineProvider();
    }
}
