package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.scenario.Setting;
import java.util.List;

/** Which settings and contenders were asked for. */
final class Selection {
    private Selection() {}

    /** Leaves out what was not asked for, and settings in which nobody is left. */
    static List<Setting> of(Arguments arguments, List<Setting> settings) {
        return settings.stream()
                .filter(setting ->
                        arguments.scenarios().isEmpty() || arguments.scenarios().contains(setting.scenario()))
                .map(setting -> setting.with(setting.contenders().stream()
                        .filter(contender -> arguments.contenders().isEmpty()
                                || arguments.contenders().contains(contender.id()))
                        .toList()))
                .filter(setting -> !setting.contenders().isEmpty())
                .toList();
    }

    /** Lists what there is, and what is missing to run it. */
    static String list(List<Setting> settings, List<Contender> contenders) {
        StringBuilder text = new StringBuilder("Scenarios and their settings:\n");
        for (Setting setting : settings) {
            text.append("  %-10s %-14s %s%s%n"
                    .formatted(
                            setting.scenario(),
                            setting.id(),
                            setting.title(),
                            setting.lack().map(Selection::lacking).orElse("")));
        }
        text.append("\nContenders:\n");
        for (Contender contender : contenders) {
            text.append("  %-34s %s%s%n"
                    .formatted(
                            contender.id(),
                            contender.label(),
                            contender.lack().map(Selection::lacking).orElse("")));
        }
        return text.toString();
    }

    private static String lacking(String what) {
        return " (not here: " + what + ")";
    }
}
