package io.quietcopy.conformance.internal.drive;

import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The values of an engine's settings: given ones, else defaults. Remembers names that were never declared. Thread-safe. */
public final class SuiteSettings implements EngineSettings {
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> given;
    private final Set<String> undeclared = new TreeSet<>();

    /**
     * Makes the settings.
     *
     * @param declared what the provider declares
     * @param given values that differ from the defaults
     * @throws IllegalArgumentException if a value is given that was not declared, or is not accepted
     */
    public SuiteSettings(List<SettingSpec> declared, Map<String, String> given) {
        this.given = Map.copyOf(given);
        declared.forEach(spec -> values.put(spec.name(), spec.defaultValue()));
        given.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("the engine has no setting " + name + ", only " + values.keySet());
            }
            declared.stream().filter(spec -> spec.name().equals(name)).forEach(spec -> spec.check(value));
            values.put(name, value);
        });
    }

    @Override
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            synchronized (undeclared) {
                undeclared.add(name);
            }
            throw new IllegalArgumentException("no setting " + name + " was declared");
        }
        return value;
    }

    @Override
    public String origin(String name) {
        get(name);
        return given.containsKey(name) ? "conformance suite" : "default";
    }

    /** Returns the names that were asked for without having been declared. */
    public Set<String> undeclared() {
        synchronized (undeclared) {
            return Set.copyOf(undeclared);
        }
    }
}
