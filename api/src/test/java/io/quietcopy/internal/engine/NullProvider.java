package io.quietcopy.internal.engine;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;
import java.util.Set;

/** A provider of which one method returns null. */
class NullProvider extends StubProvider {
    private final String method;

    NullProvider(String method) {
        super("nothing", 50);
        this.method = method;
    }

    private <T> T unless(String name, T value) {
        return name.equals(method) ? null : value;
    }

    @Override
    public String id() {
        return unless("id", super.id());
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return unless("availability", super.availability(settings));
    }

    @Override
    public List<SettingSpec> settings() {
        return unless("settings", super.settings());
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return unless("create", new StubEngine(settings, unless("capabilities", Set.of())));
    }
}
