package io.quietcopy.conformance.mutants;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;

/** Provides the reference engine, or a mutant of it. */
public class ReferenceProvider implements CopyEngineProvider {
    static final String ID = "reference";

    private final Parts parts;

    /** Provides the engine as it should be. */
    public ReferenceProvider() {
        this(new Parts());
    }

    ReferenceProvider(Parts parts) {
        this.parts = parts;
    }

    @Override
    public String id() {
        return parts.id();
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        return linux ? Availability.available("Linux") : Availability.unavailable("it needs Linux");
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return parts.engine(settings);
    }
}
