package io.quietcopy.internal.engine;

import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of one engine's settings. Immutable. */
final class SettingValues implements EngineSettings {
    /** A value with its origin. */
    record Value(String text, String origin) {}

    private final String engine;
    private final Map<String, Value> values;

    /** Makes values of the defaults and of what was given instead. */
    SettingValues(String engine, List<SettingSpec> specs, Map<String, Value> given) {
        this.engine = engine;
        Map<String, Value> all = new HashMap<>();
        specs.forEach(spec -> all.put(spec.name(), new Value(spec.defaultValue(), "default")));
        all.putAll(given);
        values = Map.copyOf(all);
    }

    @Override
    public String get(String name) {
        return value(name).text;
    }

    @Override
    public String origin(String name) {
        return value(name).origin;
    }

    private Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("engine " + engine + " has not declared a setting \"" + name + "\"");
        }
        return value;
    }
}
