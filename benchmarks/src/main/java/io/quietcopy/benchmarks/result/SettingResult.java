package io.quietcopy.benchmarks.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured in one setting: one variant of a scenario. Immutable.
 *
 * @param scenario the scenario's id, {@code "remote"}
 * @param id the setting's id, {@code "remote-2ms"}
 * @param title what it is, for people
 * @param imageBytes the length of all images together that one run copies
 * @param dataBytes how much of that is not hole
 * @param copies how many copies ran at once
 * @param skipped why it was not measured, empty if it was
 * @param failure why it could not be made or undone, empty if it could
 * @param facts what is known beforehand
 * @param contenders one result each, in the order in which they are shown
 */
public record SettingResult(
        String scenario,
        String id,
        String title,
        long imageBytes,
        long dataBytes,
        int copies,
        Optional<String> skipped,
        Optional<String> failure,
        Map<Fact, Double> facts,
        List<ContenderResult> contenders) {

    /** Takes immutable copies. */
    public SettingResult {
        facts = Map.copyOf(facts);
        contenders = List.copyOf(contenders);
    }

    /** Returns a contender's result. */
    public Optional<ContenderResult> contender(String contenderId) {
        return contenders.stream().filter(each -> each.id().equals(contenderId)).findFirst();
    }
}
