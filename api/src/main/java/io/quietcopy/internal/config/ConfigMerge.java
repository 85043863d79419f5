package io.quietcopy.internal.config;

import io.quietcopy.ConfigException;
import io.quietcopy.internal.config.GivenValue.Source;
import io.quietcopy.internal.units.Quote;
import io.quietcopy.internal.units.Units;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Makes one config of the values of all sources: checks each of them, also those that a later source overrides, so that a
 * mistake does not wait for the day on which it begins to count.
 */
public final class ConfigMerge {
    private final Map<Setting<?>, GivenValue> settings = new LinkedHashMap<>();
    private final Map<String, GivenValue> engineKeys = new TreeMap<>();
    private final Map<String, GivenValue> engineVariables = new TreeMap<>();

    private ConfigMerge() {}

    /**
     * The values that count.
     *
     * @param settings for each setting of the library the value that was given, in any order; settings left out have their
     *     default
     * @param engineSettings the values of engines' own settings by key; by the name of the variable where only the environment
     *     has them, since the id and the name in it cannot be told apart without knowing the engines
     */
    public record Merged(Map<Setting<?>, GivenValue> settings, Map<String, GivenValue> engineSettings) {}

    /**
     * Merges.
     *
     * @param given the values in the order of the calls; of one source, the later wins
     * @return what counts, never null
     * @throws ConfigException for the first key or value that does not exist, and for values that contradict each other
     */
    public static Merged merge(List<GivenValue> given) {
        ConfigMerge merge = new ConfigMerge();
        given.stream().sorted(Comparator.comparing(GivenValue::source)).forEach(merge::add);
        merge.mergeEngineVariables();
        merge.checkSizes();
        return new Merged(merge.settings, merge.engineKeys);
    }

    private void add(GivenValue given) {
        boolean variable = given.source() == Source.ENVIRONMENT;
        String name = variable ? given.name() : KeyNames.withPrefix(given.name());
        Optional<Setting<?>> setting = Settings.ALL.stream()
                .filter(known -> name.equals(variable ? KeyNames.environmentName(known.key()) : known.key()))
                .findFirst();
        if (setting.isPresent()) {
            setting.get().read(given.value(), given.origin());
            settings.put(setting.get(), given);
        } else if (variable && name.matches(KeyNames.ENGINE_ENVIRONMENT_PREFIX + "[A-Z0-9]+_[A-Z0-9_]+")) {
            engineVariables.put(name, given);
        } else if (!variable && KeyNames.isEngineKey(name)) {
            engineKeys.put(name, given);
        } else {
            throw unknown(given, name, variable);
        }
    }

    private static ConfigException unknown(GivenValue given, String name, boolean variable) {
        List<String> known = Settings.ALL.stream()
                .map(Setting::key)
                .map(key -> variable ? KeyNames.environmentName(key) : key)
                .toList();
        String engineForm = variable ? "QUIETCOPY_ENGINE_ID_NAME" : "quietcopy.engine.ID.NAME";
        return new ConfigException(
                given.name(),
                given.value(),
                given.origin(),
                Quote.of(given.name()) + " (" + Quote.plain(given.origin())
                        + ") is not a setting; the nearest one is "
                        + Nearest.of(name, known).orElseThrow()
                        + (name.startsWith(variable ? KeyNames.ENGINE_ENVIRONMENT_PREFIX : KeyNames.ENGINE_PREFIX)
                                ? ", and an engine's own settings have the form " + engineForm
                                : ""));
    }

    /** Joins each variable with the key that stands for the same setting, if another source has that key. */
    private void mergeEngineVariables() {
        for (GivenValue variable : engineVariables.values()) {
            List<String> keys = engineKeys.keySet().stream()
                    .filter(key -> KeyNames.environmentName(key).equals(variable.name()))
                    .toList();
            if (keys.size() > 1) {
                throw new ConfigException(
                        variable.name(),
                        variable.value(),
                        variable.origin(),
                        variable.name() + " may mean " + String.join(" or ", keys) + "; set these by another source");
            }
            String key = keys.isEmpty() ? variable.name() : keys.get(0);
            engineKeys.merge(key, variable, (other, own) -> other.source().compareTo(own.source()) > 0 ? other : own);
        }
    }

    private void checkSizes() {
        long most = value(Settings.IN_FLIGHT_MAX);
        OptionalLong inFlight = value(Settings.IN_FLIGHT);
        OptionalLong block = value(Settings.BLOCK_SIZE);
        if (inFlight.isPresent()) {
            checkNotMore(Settings.IN_FLIGHT, inFlight.getAsLong(), Settings.IN_FLIGHT_MAX, most);
        }
        if (block.isPresent()) {
            checkNotMore(Settings.BLOCK_SIZE, block.getAsLong(), Settings.IN_FLIGHT_MAX, most);
            if (inFlight.isPresent()) {
                checkNotMore(Settings.BLOCK_SIZE, block.getAsLong(), Settings.IN_FLIGHT, inFlight.getAsLong());
            }
        }
    }

    private void checkNotMore(Setting<?> smaller, long smallerBytes, Setting<?> larger, long largerBytes) {
        if (smallerBytes > largerBytes) {
            throw new ConfigException(
                    smaller.key(),
                    Units.formatBytes(smallerBytes),
                    origin(smaller),
                    smaller.key() + " = " + Units.formatBytes(smallerBytes) + " (" + Quote.plain(origin(smaller))
                            + ") is more than "
                            + larger.key() + " = " + Units.formatBytes(largerBytes) + " (" + Quote.plain(origin(larger))
                            + "); lower the first or raise the second");
        }
    }

    private <T> T value(Setting<T> setting) {
        GivenValue given = settings.get(setting);
        return given == null
                ? setting.read(setting.defaultText(), origin(setting))
                : setting.read(given.value(), given.origin());
    }

    private String origin(Setting<?> setting) {
        GivenValue given = settings.get(setting);
        return given == null ? "default" : given.origin();
    }
}
