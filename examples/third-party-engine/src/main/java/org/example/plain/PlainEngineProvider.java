package org.example.plain;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the engine {@code plain}. This is the class that META-INF/services names. */
public final class PlainEngineProvider implements CopyEngineProvider {
    static final String ID = "plain";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    /** The last choice: every other engine is gentler. */
    @Override
    public int priority() {
        return -100;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return Files.isDirectory(Path.of("/proc/self/fdinfo"))
                ? Availability.available("Java " + Runtime.version().feature())
                : Availability.unavailable("it needs Linux with /proc, to compare what it opens with what was checked");
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return new PlainEngine();
    }
}
