package io.quietcopy.internal.engine;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider without fault, for tests to spoil. */
public class StubProvider implements CopyEngineProvider {
    final AtomicInteger probes = new AtomicInteger();
    final List<StubEngine> made = Collections.synchronizedList(new ArrayList<>());
    private final String id;
    private final int priority;
    private List<SettingSpec> settings = List.of();
    private Set<Capability> capabilities = Set.of();
    private Availability availability = Availability.available("");

    /** Makes a provider of an available engine. */
    public StubProvider(String id, int priority) {
        this.id = id;
        this.priority = priority;
    }

    StubProvider settings(SettingSpec... specs) {
        settings = List.of(specs);
        return this;
    }

    StubProvider capabilities(Capability... all) {
        capabilities = Set.of(all);
        return this;
    }

    StubProvider availability(Availability value) {
        availability = value;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public Availability availability(EngineSettings values) {
        probes.incrementAndGet();
        return availability;
    }

    @Override
    public List<SettingSpec> settings() {
        return settings;
    }

    @Override
    public CopyEngine create(EngineSettings values) {
        StubEngine engine = new StubEngine(values, capabilities);
        made.add(engine);
        return engine;
    }
}
