package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.CopyJob;
import java.io.IOException;
import java.util.Optional;

/** Copies on a machine where nothing else is going on. */
record PlainTrial(Measuring measuring) implements Trial {

    @Override
    public Run run(Contender contender) throws IOException {
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
