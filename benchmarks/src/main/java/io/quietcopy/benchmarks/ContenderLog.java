package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.Timeline;
import io.quietcopy.benchmarks.scenario.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what one contender does in one setting. Not thread-safe. */
final class ContenderLog {
    private final Contender contender;
    private final Optional<String> lack;
    private final List<String> failures = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Beside> timelines = new ArrayList<>();
    private boolean tooLong;

    ContenderLog(Contender contender) {
        this.contender = contender;
        this.lack = contender.lack();
    }

    private record Beside(double worst, Timeline timeline) {}

    /** Tells whether it shall run once more: it can, and has not been so slow that nobody wants to wait again. */
    boolean goesOn() {
        return lack.isEmpty() && !tooLong;
    }

    void add(int round, Trial.Run run) {
        if (run.problem().isPresent()) {
            failures.add(run.problem().get());
            tooLong |= run.tooLong();
            return;
        }
        Sample sample = new Sample(round, run.values());
        samples.add(sample);
        run.timeline()
                .ifPresent(timeline -> timelines.add(
                        new Beside(sample.value(Measure.LOG_P99_SECONDS).orElse(0), timeline)));
    }

    ContenderResult result() {
        return new ContenderResult(
                contender.id(), contender.label(), contender.kind(), lack, failures, samples, medianTimeline());
    }

    /** One of a round that was neither the best nor the worst. */
    private Optional<Timeline> medianTimeline() {
        timelines.sort(Comparator.comparingDouble(Beside::worst));
        return timelines.isEmpty()
                ? Optional.empty()
                : Optional.of(timelines.get(timelines.size() / 2).timeline());
    }
}
