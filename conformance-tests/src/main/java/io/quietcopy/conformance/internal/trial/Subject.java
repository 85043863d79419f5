package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.SuiteSettings;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import java.util.Map;
import java.util.Set;

/**
 * The engine under test.
 *
 * <p>Thread-safe.
 */
public final class Subject {
    private final CopyEngineProvider provider;
    private final Map<String, String> settings;
    private final Set<Capability> capabilities;
    private final Patience patience;

    private Subject(
            CopyEngineProvider provider,
            Map<String, String> settings,
            Set<Capability> capabilities,
            Patience patience) {
        this.provider = provider;
        this.settings = settings;
        this.capabilities = capabilities;
        this.patience = patience;
    }

    /**
     * Looks at an engine.
     *
     * @param settings values of the engine's settings that differ from the defaults
     * @param patience how long is waited for it
     * @throws IllegalArgumentException if it has no such setting
     * @throws IllegalStateException if it is not available here, with the reason
     */
    public static Subject of(CopyEngineProvider provider, Map<String, String> settings, Patience patience) {
        SuiteSettings values = new SuiteSettings(provider.settings(), settings);
        var availability = provider.availability(values);
        if (!availability.isAvailable()) {
            throw new IllegalStateException(
                    "the engine " + provider.id() + " is not available here: " + availability.reason(),
                    availability.cause().orElse(null));
        }
        try (CopyEngine engine = provider.create(values)) {
            return new Subject(provider, Map.copyOf(settings), Set.copyOf(engine.capabilities()), patience);
        }
    }

    /** Returns the provider. */
    public CopyEngineProvider provider() {
        return provider;
    }

    /** Returns how long is waited for it. */
    public Patience patience() {
        return patience;
    }

    /** Returns values for the engine's settings. */
    public SuiteSettings settings() {
        return new SuiteSettings(provider.settings(), settings);
    }

    /** Returns the values that differ from the defaults. */
    public Map<String, String> givenSettings() {
        return settings;
    }

    /** Returns what the engine declared when it was first asked. */
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** Returns whether the engine declares a capability. */
    public boolean declares(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Makes an engine. */
    public CopyEngine create() {
        return provider.create(settings());
    }
}
