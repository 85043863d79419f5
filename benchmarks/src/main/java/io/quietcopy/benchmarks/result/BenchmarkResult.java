package io.quietcopy.benchmarks.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a run measured. Immutable.
 *
 * @param info when, where and how
 * @param settings in the order in which they ran
 */
public record BenchmarkResult(RunInfo info, List<SettingResult> settings) {

    /** Takes an immutable copy. */
    public BenchmarkResult {
        settings = List.copyOf(settings);
    }

    /**
     * Puts several results together, with the first one's info. A setting that is in several is the last one's.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static BenchmarkResult together(List<BenchmarkResult> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("there are no results");
        }
        Map<String, SettingResult> settings = new LinkedHashMap<>();
        results.forEach(result -> result.settings.forEach(setting -> settings.put(setting.id(), setting)));
        return new BenchmarkResult(results.get(0).info, List.copyOf(settings.values()));
    }

    /** Returns the result of a setting. */
    public Optional<SettingResult> setting(String settingId) {
        return settings.stream().filter(each -> each.id().equals(settingId)).findFirst();
    }

    /** Returns the settings of a scenario. */
    public List<SettingResult> scenario(String scenarioId) {
        return settings.stream()
                .filter(each -> each.scenario().equals(scenarioId))
                .toList();
    }

    /** Returns everything that failed: settings that could not be made, commands that failed, copies that differ. */
    public Stream<String> failures() {
        return settings.stream()
                .flatMap(setting -> Stream.concat(
                                setting.failure().stream(),
                                setting.contenders().stream()
                                        .flatMap(contender -> contender.failures().stream()
                                                .map(failure -> contender.label() + ": " + failure)))
                        .map(failure -> setting.id() + ": " + failure));
    }
}
