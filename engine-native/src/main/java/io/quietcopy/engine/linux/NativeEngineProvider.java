package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.UnavailableException;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;

/**
 * Makes the engine {@code native}, which copies with the system calls of Linux. It is available on 64-bit Linux on x86-64 and
 * aarch64 where JNA can load its native part.
 *
 * <p>Immutable and thread-safe.
 */
public final class NativeEngineProvider implements CopyEngineProvider {
    static final String ID = "native";

    /** Makes the provider; does nothing else. */
    public NativeEngineProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    /** The first choice of the engines that are shipped: it lacks nothing. */
    @Override
    public int priority() {
        return 300;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        try {
            Linux linux = Linux.load();
            return Availability.available("system calls by JNA, pages of " + linux.pageBytes() + " bytes");
        } catch (UnavailableException e) {
            return e.availability();
        }
    }

    @Override
    public List<SettingSpec> settings() {
        return Priorities.settings();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        try {
            return new NativeEngine(Linux.load(), Priorities.of(settings));
        } catch (UnavailableException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
