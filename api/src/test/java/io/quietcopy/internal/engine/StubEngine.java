package io.quietcopy.internal.engine;

import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that can be made and closed, and nothing else. */
public class StubEngine implements CopyEngine {
    final EngineSettings settings;
    final AtomicInteger closed = new AtomicInteger();
    private final Set<Capability> capabilities;

    /** Makes an engine with these capabilities. */
    public StubEngine(EngineSettings settings, Set<Capability> capabilities) {
        this.settings = settings;
        this.capabilities = capabilities;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Limits limits() {
        return Limits.of(1, 1);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        return Fitness.notFit("a stub");
    }

    @Override
    public TransferSession open(TransferSpec spec) {
        throw new UnsupportedOperationException("a stub");
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
