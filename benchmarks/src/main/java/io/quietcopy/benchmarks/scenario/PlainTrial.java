package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.CopyJob;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Copies on a machine where nothing else is going on. Who learns from copy to copy does one first that does not count: the others
 * do not gain from their first one, and this one would be unlike all that follow.
 */
final class PlainTrial implements Trial {
    private final Measuring measuring;
    private final Set<String> acquainted = new HashSet<>();

    PlainTrial(Measuring measuring) {
        this.measuring = measuring;
    }

    @Override
    public Run run(Contender contender) throws IOException {
        if (contender.learns() && acquainted.add(contender.id())) {
            Run first = runOnce(contender);
            if (first.problem().isPresent()) {
                return first;
            }
        }
        return runOnce(contender);
    }

    private Run runOnce(Contender contender) throws IOException {
        CopyJob job = measuring.place().prepare(contender.writes(), Optional.empty());
        try (Contender.Ready ready = contender.ready(job)) {
            Measuring.Measured measured = measuring.run(contender, ready, job);
            Optional<String> problem = measuring.problem(contender, measured.attempt(), job);
            return new Run(measured.values(), problem, measured.attempt().tooLong(), Optional.empty());
        }
    }

    @Override
    public void close() throws IOException {
        measuring.place().close();
    }
}
