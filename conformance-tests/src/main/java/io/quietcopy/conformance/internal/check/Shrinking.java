package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Violation;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Shrinkable;

/** Looks for the simplest case that still shows the same rule broken: takes the first simpler one that does, and goes on from there. */
final class Shrinking {
    private final CheckEffort effort;
    private final Set<CopyCase> tried = new HashSet<>();
    private final long deadline;

    Shrinking(CheckEffort effort) {
        this.effort = effort;
        deadline = System.nanoTime() + effort.shrinkTime().toNanos();
    }

    /** Tries a case again; returns what it shows broken of the rule in question. */
    interface Falsifier {
        Optional<Violation> test(CopyCase candidate) throws IOException, HungException;
    }

    /** The simplest case that was found, and what it shows. */
    record Smallest(CopyCase copyCase, Violation violation) {}

    Smallest smallest(Shrinkable<CopyCase> drawn, Violation violation, Falsifier falsifier)
            throws IOException, HungException {
        Shrinkable<CopyCase> best = drawn;
        Violation shown = violation;
        boolean better = true;
        while (better) {
            better = false;
            List<Shrinkable<CopyCase>> candidates = best.shrink().toList();
            for (Shrinkable<CopyCase> candidate : candidates) {
                if (tried.size() >= effort.mostShrinks() || System.nanoTime() > deadline) {
                    break;
                }
                if (!tried.add(candidate.value())) {
                    continue;
                }
                Optional<Violation> again = falsifier.test(candidate.value());
                if (again.isPresent()) {
                    best = candidate;
                    shown = again.get();
                    better = true;
                    break;
                }
            }
        }
        return new Smallest(best.value(), shown);
    }
}
