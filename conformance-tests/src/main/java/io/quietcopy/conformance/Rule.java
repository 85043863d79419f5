package io.quietcopy.conformance;

import io.quietcopy.spi.Capability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine rule of the specification.
 *
 * <p>Immutable and thread-safe.
 */
public final class Rule {
    private static final String CATALOGUE = "rules.tsv";

    private final String id;
    private final String title;
    private final @Nullable Capability capability;
    private final boolean negated;
    private final @Nullable String untestable;

    private Rule(
            String id, String title, @Nullable Capability capability, boolean negated, @Nullable String untestable) {
        this.id = id;
        this.title = title;
        this.capability = capability;
        this.negated = negated;
        this.untestable = untestable;
    }

    /**
     * Returns all engine rules in the order of the specification.
     *
     * @return the rules, never null, unmodifiable
     */
    public static List<Rule> all() {
        return Catalogue.RULES;
    }

    /**
     * Returns a rule.
     *
     * @param id its id, for example {@code E-BYTES-1}, never null
     * @return the rule, never null
     * @throws IllegalArgumentException if there is none of that id
     */
    public static Rule of(String id) {
        return Catalogue.RULES.stream()
                .filter(rule -> rule.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine rule has the id " + id));
    }

    /**
     * Returns the id.
     *
     * @return for example {@code E-BYTES-1}, never null
     */
    public String id() {
        return id;
    }

    /**
     * Returns the title.
     *
     * @return a clause without a full stop, never null
     */
    public String title() {
        return title;
    }

    /**
     * Returns the capability that the rule is about.
     *
     * @return the capability, or empty for a rule of the baseline
     */
    public Optional<Capability> capability() {
        return Optional.ofNullable(capability);
    }

    /**
     * Returns whether an engine with these capabilities is bound by the rule.
     *
     * @param declared the engine's capabilities, never null
     * @return true if it is; what else an undeclared capability asks for is tested all the same
     */
    public boolean binds(Set<Capability> declared) {
        return capability == null || declared.contains(capability) != negated;
    }

    /**
     * Returns why nobody can test the rule from outside.
     *
     * @return the reason, or empty for a rule that the suite tests
     */
    public Optional<String> untestable() {
        return Optional.ofNullable(untestable);
    }

    @Override
    public String toString() {
        return id + " (" + title + ")";
    }

    /** Read once, when first asked for. */
    private static final class Catalogue {
        private static final List<Rule> RULES = read();

        private static List<Rule> read() {
            try (InputStream in = Rule.class.getResourceAsStream(CATALOGUE)) {
                if (in == null) {
                    throw new IllegalStateException(CATALOGUE + " is missing from the suite's jar");
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                return lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(Catalogue::parse)
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Rule parse(String line) {
            List<String> fields = List.of(line.split("\t", -1));
            String needs = fields.get(1);
            boolean negated = needs.startsWith("!");
            Capability capability = needs.equals("-") ? null : Capability.valueOf(negated ? needs.substring(1) : needs);
            return new Rule(
                    fields.get(0),
                    fields.get(2),
                    capability,
                    negated,
                    fields.size() > 3 ? fields.get(3).substring(2) : null);
        }
    }
}
