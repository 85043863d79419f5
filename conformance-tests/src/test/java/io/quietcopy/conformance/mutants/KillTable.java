package io.quietcopy.conformance.mutants;

import io.quietcopy.conformance.Rule;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of mutants and the rules that they break, as docs/conformance.md has it. */
final class KillTable {
    private static final String SPECIFICATION = "specification.md#";

    private KillTable() {}

    static String markdown() {
        StringBuilder table = new StringBuilder();
        table.append("| mutant | what it does wrong | rules that it breaks | rules that may break in consequence |\n");
        table.append("|---|---|---|---|\n");
        for (Mutant mutant : Mutants.all()) {
            table.append("| ").append(mutant.name());
            table.append(" | ").append(mutant.bug());
            table.append(" | ").append(links(mutant.breaks()));
            table.append(" | ").append(links(mutant.implies())).append(" |\n");
        }
        return table.toString();
    }

    private static String links(List<String> rules) {
        return rules.stream()
                .map(Rule::of)
                .map(rule -> "[" + rule.id() + "](" + SPECIFICATION + rule.id().toLowerCase(Locale.ROOT) + ")")
                .collect(Collectors.joining(", "));
    }
}
