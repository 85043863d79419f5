package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.process.MeasuredProcess;
import io.quietcopy.benchmarks.process.MeasuredProcess.Outcome;
import io.quietcopy.benchmarks.process.Usage;
import io.quietcopy.benchmarks.result.ContenderKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A contender that is a command: one process for each copy, all started together. The clock runs from the start of the first
 * to the end of the last. Immutable.
 */
final class CommandContender implements Contender {
    private final String id;
    private final String label;
    private final ContenderKind kind;
    private final Writes writes;
    private final boolean direct;
    private final Supplier<Optional<String>> lack;
    private final Line line;

    CommandContender(
            String id,
            String label,
            ContenderKind kind,
            Writes writes,
            boolean direct,
            Supplier<Optional<String>> lack,
            Line line) {
        this.id = id;
        this.label = label;
        this.kind = kind;
        this.writes = writes;
        this.direct = direct;
        this.lack = lack;
        this.line = line;
    }

    /** Writes the command for one copy. */
    interface Line {
        List<String> of(Situation situation, CopyJob.Pair pair, long imageBytes);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public ContenderKind kind() {
        return kind;
    }

    @Override
    public Writes writes() {
        return writes;
    }

    @Override
    public boolean direct() {
        return direct;
    }

    @Override
    public Optional<String> lack() {
        return lack.get();
    }

    @Override
    public Ready ready(CopyJob job) throws IOException {
        List<MeasuredProcess> processes = new ArrayList<>();
        for (CopyJob.Pair pair : job.pairs()) {
            List<String> command = line.of(job.situation(), pair, job.imageBytes());
            processes.add(MeasuredProcess.prepare(command, job.folder(), job.group()));
        }
        return new Commands(kind, processes);
    }

    private record Commands(ContenderKind kind, List<MeasuredProcess> processes) implements Ready {
        @Override
        public Attempt run(Duration limit) throws IOException {
            for (MeasuredProcess process : processes) {
                process.go();
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (MeasuredProcess process : processes) {
                outcomes.add(process.await(limit));
            }
            return attempt(outcomes);
        }

        private Attempt attempt(List<Outcome> outcomes) {
            long start = outcomes.stream().mapToLong(Outcome::startNanos).min().orElseThrow();
            long end = outcomes.stream().mapToLong(Outcome::endNanos).max().orElseThrow();
            Optional<String> problem = outcomes.stream()
                    .flatMap(outcome -> outcome.problem().stream())
                    .findFirst();
            double seconds = kind == ContenderKind.LIMIT && problem.isEmpty()
                    ? FioOutput.seconds(outcomes.get(0).out())
                    : (end - start) / 1e9;
            return new Attempt(
                    start,
                    end,
                    seconds,
                    outcomes.stream().map(Outcome::usage).reduce(new Usage(0, 0, 0), Usage::plus),
                    OptionalLong.empty(),
                    problem,
                    outcomes.stream().anyMatch(Outcome::timedOut));
        }

        @Override
        public void close() throws IOException {
            for (MeasuredProcess process : processes) {
                process.close();
            }
        }
    }
}
