package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.internal.check.Check;
import io.quietcopy.conformance.internal.check.Checks;
import io.quietcopy.conformance.internal.command.Terminal.Colour;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists what there is: engines, and rules with what proves them. */
final class Listing {
    private Listing() {}

    static void print(Terminal terminal, Engines engines) {
        terminal.line(terminal.in(Colour.BOLD, "Engines on the class path"));
        if (engines.providers().isEmpty()) {
            terminal.line("  none");
        }
        engines.providers()
                .forEach(provider -> terminal.line(String.format(
                        Locale.ROOT,
                        "  %-14s  %s, from %s",
                        provider.id(),
                        provider.getClass().getName(),
                        Engines.origin(provider))));
        engines.failures().forEach(failure -> terminal.wrapped(2, "broken: " + failure));
        terminal.line("");
        terminal.line(terminal.in(Colour.BOLD, "Rules, and the checks that prove them"));
        List<Check> checks = Checks.all();
        Rule.all().forEach(rule -> print(terminal, rule, checks));
    }

    private static void print(Terminal terminal, Rule rule, List<Check> checks) {
        String needs = rule.capability()
                .map(capability -> " (" + (rule.binds(Set.of()) ? "without " : "with ") + capability + ")")
                .orElse("");
        terminal.line(String.format(Locale.ROOT, "  %-14s  %s%s", rule.id(), rule.title(), needs));
        String provers = checks.stream()
                .filter(check -> check.rules().contains(rule.id()))
                .map(check -> check.id()
                        + check.places().stream().map(Object::toString).collect(Collectors.joining(",", "@", "")))
                .collect(Collectors.joining(" "));
        terminal.wrapped(
                18, rule.untestable().map(why -> "not testable: " + why).orElse(provers));
    }
}
