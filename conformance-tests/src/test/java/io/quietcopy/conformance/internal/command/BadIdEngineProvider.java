package io.quietcopy.conformance.internal.command;

import io.quietcopy.engine.nio.NioEngineProvider;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;

/**
 * An engine that breaks just one rule, E-PROVIDER-2, which is soon found out; and that is not available if its one setting says so.
 */
public final class BadIdEngineProvider implements CopyEngineProvider {
    static final String ID = "Bad_Id";

    private final CopyEngineProvider good = new NioEngineProvider();

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return good.spiLevel();
    }

    @Override
    public int priority() {
        return good.priority();
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return settings.get("available").equals("yes")
                ? Availability.available("because its setting says so")
                : Availability.unavailable("its setting says so");
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of(SettingSpec.of("available", "yes", "yes or no", "Whether it can work.", value -> {
            if (!value.equals("yes") && !value.equals("no")) {
                throw new IllegalArgumentException("yes or no");
            }
        }));
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return good.create(settings);
    }
}
