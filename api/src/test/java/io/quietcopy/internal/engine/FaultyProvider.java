package io.quietcopy.internal.engine;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;
import java.util.Set;

/** A provider of which one method throws whatever it is told to. */
class FaultyProvider extends StubProvider {
    private final String method;
    private final Throwable fault;

    FaultyProvider(String method, Throwable fault) {
        super("faulty", 50);
        this.method = method;
        this.fault = fault;
    }

    private void call(String name) {
        if (name.equals(method)) {
            FaultyProvider.<RuntimeException>sneak(fault);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable fault) throws T {
        throw (T) fault;
    }

    @Override
    public String id() {
        call("id");
        return super.id();
    }

    @Override
    public int spiLevel() {
        call("spiLevel");
        return super.spiLevel();
    }

    @Override
    public int priority() {
        call("priority");
        return super.priority();
    }

    @Override
    public Availability availability(EngineSettings settings) {
        call("availability");
        return super.availability(settings);
    }

    @Override
    public List<SettingSpec> settings() {
        call("settings");
        return super.settings();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        call("create");
        StubEngine engine = new StubEngine(settings, Set.of()) {
            @Override
            public Set<Capability> capabilities() {
                call("capabilities");
                return super.capabilities();
            }
        };
        made.add(engine);
        return engine;
    }
}
