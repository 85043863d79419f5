package io.quietcopy;

import io.quietcopy.internal.config.ConfigFile;
import io.quietcopy.internal.config.ConfigMerge;
import io.quietcopy.internal.config.GivenValue;
import io.quietcopy.internal.config.GivenValue.Source;
import io.quietcopy.internal.config.KeyNames;
import io.quietcopy.internal.config.Setting;
import io.quietcopy.internal.config.Settings;
import io.quietcopy.internal.units.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The settings that a {@link Copier} and its requests start from.
 *
 * <p>They come from properties, a file, system properties, the environment and code; the later in this list wins, whatever the
 * order of the calls, and a request wins over all of them. Each value remembers where it came from. Immutable and thread-safe.
 *
 * <pre>{@code
 * CopierConfig config = CopierConfig.builder()
 *         .file(Path.of("/etc/quietcopy.properties"))
 *         .environment()
 *         .set("pace", "80MiB/s")
 *         .build();
 * }</pre>
 *
 * <p>Keys start with {@code quietcopy.}; the environment variable of a key has upper-case letters, and an underscore for each
 * dot and hyphen: {@code quietcopy.in-flight-max} is {@code QUIETCOPY_IN_FLIGHT_MAX}. Blanks around a value do not count. Engines
 * have settings of their own, {@code quietcopy.engine.<id>.<name>}; they are checked when a {@link Copier} has found its engines.
 */
public final class CopierConfig {
    private final Map<String, Entry> entries;

    private CopierConfig(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** One setting with its value and origin. Immutable and thread-safe. */
    public interface Entry {
        /**
         * Returns the key.
         *
         * @return the key with the prefix {@code quietcopy.}; for an engine's setting that only the environment has, the name of
         *     the variable; never null
         */
        String key();

        /**
         * Returns the value.
         *
         * @return the value as it counts, never null
         */
        String value();

        /**
         * Returns where the value came from.
         *
         * @return for example {@code default}, {@code file /etc/quietcopy.properties, line 3} or
         *     {@code environment QUIETCOPY_PACE}; never null
         */
        String origin();

        /**
         * Returns what values there are.
         *
         * @return the values, for people, never null
         */
        String accepted();
    }

    private record Value(String key, String value, String origin, String accepted) implements Entry {
        @Override
        public String toString() {
            return key + " = " + Quote.plain(value) + " (" + Quote.plain(origin) + ")";
        }
    }

    /**
     * Returns the config in which every setting has its default.
     *
     * @return the config, never null
     */
    public static CopierConfig defaults() {
        return builder().build();
    }

    /**
     * Starts a config.
     *
     * @return a builder, never null
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns all settings of the library, then those of engines that were set.
     *
     * @return the entries in the order of the documentation, never null
     */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /**
     * Returns one setting.
     *
     * @param key the key with or without the prefix {@code quietcopy.}, never null
     * @return the entry, never null
     * @throws ConfigException if there is no such key, or it is that of an engine's setting that was not set
     */
    public Entry entry(String key) {
        Entry entry = entries.get(KeyNames.withPrefix(key));
        if (entry == null) {
            entry = entries.get(key);
        }
        if (entry == null) {
            throw new ConfigException(key, "", "", Quote.of(key) + " is not a setting of this config");
        }
        return entry;
    }

    /** Returns the settings that differ from their defaults in value or origin. */
    @Override
    public String toString() {
        return entries.values().stream()
                .filter(entry -> !entry.origin().equals("default"))
                .map(Entry::toString)
                .collect(Collectors.joining(", ", "CopierConfig[", "]"));
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final List<GivenValue> given = new ArrayList<>();

        private Builder() {}

        /**
         * Takes keys that start with {@code quietcopy.} from properties; others are ignored, and so are
         * {@code quietcopy.tests.*}, {@code quietcopy.launcher.*} and {@code quietcopy.config}, which are no settings.
         *
         * @param properties the properties with their defaults, never null, copied
         * @return this
         * @throws ConfigException if a value is not a string
         */
        public Builder properties(Properties properties) {
            return take(properties, Source.PROPERTIES, "properties");
        }

        /**
         * Takes all keys, with or without the prefix {@code quietcopy.}, from a properties file in UTF-8. The file is read now.
         *
         * @param file the file, never null
         * @return this
         * @throws IOException if the file cannot be read, is not UTF-8, or is larger than 1 MiB
         * @throws ConfigException if a line is malformed, or a key stands in the file twice
         */
        public Builder file(Path file) throws IOException {
            given.addAll(ConfigFile.read(Objects.requireNonNull(file, "file")));
            return this;
        }

        /**
         * Takes keys that start with {@code quietcopy.} from the system properties, with the exceptions of
         * {@link #properties}.
         *
         * @return this
         * @throws ConfigException if a value is not a string
         */
        public Builder systemProperties() {
            return take(System.getProperties(), Source.SYSTEM, "");
        }

        /**
         * Takes variables that start with {@code QUIETCOPY_} from the environment of this process.
         *
         * @return this
         */
        public Builder environment() {
            return environment(System.getenv());
        }

        /**
         * Takes variables that start with {@code QUIETCOPY_} from an environment; others are ignored, and so are
         * {@code QUIETCOPY_TESTS_*}, {@code QUIETCOPY_LAUNCHER_*} and {@code QUIETCOPY_CONFIG}, which are no settings.
         *
         * @param environment names and values, never null, copied
         * @return this
         */
        public Builder environment(Map<String, String> environment) {
            environment.forEach((name, value) -> {
                if (name.startsWith(KeyNames.ENVIRONMENT_PREFIX) && !KeyNames.isReserved(name)) {
                    given.add(new GivenValue(Source.ENVIRONMENT, name, value, "environment " + name));
                }
            });
            return this;
        }

        /**
         * Sets a key from code.
         *
         * @param key the key with or without the prefix {@code quietcopy.}, never null
         * @param value the value, never null
         * @return this
         */
        public Builder set(String key, String value) {
            given.add(new GivenValue(
                    Source.CODE, Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"), "code"));
            return this;
        }

        /**
         * Makes the config. Every value is checked, also one that another source overrides.
         *
         * @return the config, never null
         * @throws ConfigException if a key does not exist (it names the nearest one), a value is not accepted (it says what
         *     is), or two values contradict each other
         */
        public CopierConfig build() {
            ConfigMerge.Merged merged = ConfigMerge.merge(given);
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (Setting<?> setting : Settings.ALL) {
                GivenValue value = merged.settings().get(setting);
                entries.put(
                        setting.key(),
                        new Value(
                                setting.key(),
                                value == null ? setting.defaultText() : value.value(),
                                value == null ? "default" : value.origin(),
                                setting.accepted()));
            }
            merged.engineSettings()
                    .forEach((key, value) ->
                            entries.put(key, new Value(key, value.value(), value.origin(), "what the engine accepts")));
            return new CopierConfig(entries);
        }

        private Builder take(Properties properties, Source source, String origin) {
            properties.stringPropertyNames().stream().sorted().forEach(key -> {
                if (isOwn(key)) {
                    String where = origin.isEmpty() ? "system property " + key : origin;
                    given.add(new GivenValue(source, key, properties.getProperty(key, ""), where));
                }
            });
            properties.forEach((key, value) -> {
                if (key instanceof String name && isOwn(name) && !(value instanceof String)) {
                    throw new ConfigException(
                            name, String.valueOf(value), origin, Quote.of(name) + " has a value that is not a string");
                }
            });
            return this;
        }

        private static boolean isOwn(String key) {
            return key.startsWith(KeyNames.PREFIX) && !KeyNames.isReserved(KeyNames.environmentName(key));
        }
    }
}
