package io.quietcopy.engine.dd;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;

/**
 * Makes the engine {@code dd}, which copies with GNU dd as a child process. It is available on Linux where GNU dd is found.
 *
 * <p>Immutable and thread-safe.
 */
public final class DdEngineProvider implements CopyEngineProvider {
    static final String ID = "dd";
    static final String EXECUTABLE = "executable";

    /** Makes the provider; does nothing else. */
    public DdEngineProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    /** The last choice of the engines that are shipped: it has no window of its own, and one request in flight. */
    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return DdProgram.find(settings.get(EXECUTABLE)).availability();
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of(SettingSpec.of(
                EXECUTABLE,
                DdProgram.AUTO,
                "auto, a name that is looked for in PATH, or a path",
                "The GNU dd to run; auto takes gnudd where there is one, else dd.",
                value -> {
                    if (value.isBlank()) {
                        throw new IllegalArgumentException("an executable has a name");
                    }
                }));
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return new DdEngine(settings.get(EXECUTABLE));
    }
}
