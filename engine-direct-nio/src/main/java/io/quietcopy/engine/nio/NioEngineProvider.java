package io.quietcopy.engine.nio;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the engine {@code direct-nio}, which copies with direct I/O in pure Java. It is available on Linux with {@code /proc}.
 *
 * <p>Immutable and thread-safe.
 */
public final class NioEngineProvider implements CopyEngineProvider {
    static final String ID = "direct-nio";

    /** Makes the provider; does nothing else. */
    public NioEngineProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    /** Before {@code dd}, for it keeps several blocks in flight; behind the native engine, which can do what Java cannot. */
    @Override
    public int priority() {
        return 200;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return Availability.unavailable(
                    "it needs Linux with /proc, by which it compares what it has opened with what was checked");
        }
        return Options.direct().isPresent()
                ? Availability.available("Java " + Runtime.version().feature() + " on " + System.getProperty("os.name"))
                : Availability.unavailable("this Java has no direct I/O; its module jdk.unsupported is missing");
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return new NioEngine();
    }
}
