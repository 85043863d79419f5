package io.quietcopy.conformance.mutants;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reference engine with one bug, and what the suite has to say to it.
 *
 * @param name lower-case words joined by hyphens
 * @param bug what it does, for people: a verb first
 * @param breaks the rules that have to fail, the one first that the bug is about
 * @param implies rules that may fail in consequence
 * @param shown what the finding on the first rule has to say
 * @param checks matches the checks, as check@place, that it meets
 * @param racy whether the bug needs luck, so that a single try need not show it
 * @param parts makes the engine's parts
 */
record Mutant(
        String name,
        String bug,
        List<String> breaks,
        List<String> implies,
        String shown,
        Pattern checks,
        boolean racy,
        Supplier<Parts> parts) {

    /** Quick, and about nearly everything. */
    private static final String QUICK = "provider-(id|level|settings|creates)@own|(windows|zeroes|stops)@files";

    static Builder of(String name, String bug) {
        return new Builder(name, bug);
    }

    /** Returns all rules that may fail. */
    Set<String> fails() {
        Set<String> all = new LinkedHashSet<>(breaks);
        all.addAll(implies);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects what a mutant is. */
    static final class Builder {
        private final String name;
        private final String bug;
        private List<String> breaks = List.of();
        private List<String> implies = List.of();
        private String shown = "";
        private Pattern checks = Pattern.compile(QUICK);
        private boolean racy;

        private Builder(String name, String bug) {
            this.name = name;
            this.bug = bug;
        }

        Builder breaks(String... rules) {
            breaks = List.of(rules);
            return this;
        }

        Builder implies(String... rules) {
            implies = Stream.concat(implies.stream(), Stream.of(rules)).toList();
            return this;
        }

        Builder shows(String text) {
            shown = text;
            return this;
        }

        /** Names checks that are about it, beside those that every mutant meets. */
        Builder in(String more) {
            checks = Pattern.compile(QUICK + '|' + more);
            return this;
        }

        /** Names the checks that it meets, instead of those that every other meets: for one that makes each try wait. */
        Builder onlyIn(String these) {
            checks = Pattern.compile(these);
            return this;
        }

        Builder racy() {
            racy = true;
            return this;
        }

        Mutant by(Supplier<Parts> parts) {
            return new Mutant(name, bug, breaks, implies, shown, checks, racy, parts);
        }
    }
}
