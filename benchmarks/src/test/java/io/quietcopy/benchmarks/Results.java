package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results with given values. */
public final class Results {
    private Results() {}

    public static BenchmarkResult of(SettingResult... settings) {
        RunInfo info = new RunInfo(
                Instant.parse("2026-01-02T03:04:05Z"),
                12.5,
                List.of("--rounds", "3", "--out", "folder-of-somebody"),
                false,
                3,
                1,
                Map.of("processor", "2 × <fast> & \"good\""));
        return new BenchmarkResult(info, List.of(settings));
    }

    public static SettingResult setting(String scenario, String id, ContenderResult... contenders) {
        return new SettingResult(
                scenario,
                id,
                "title of " + id,
                1L << 30,
                1L << 30,
                1,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(contenders));
    }

    public static SettingResult with(SettingResult setting, Map<Fact, Double> facts) {
        return new SettingResult(
                setting.scenario(),
                setting.id(),
                setting.title(),
                setting.imageBytes(),
                setting.dataBytes(),
                setting.copies(),
                setting.skipped(),
                setting.failure(),
                facts,
                setting.contenders());
    }

    /** A contender with one value in each round. */
    public static ContenderResult contender(String id, ContenderKind kind, Measure measure, double... values) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(new Sample(i, Map.of(measure, values[i])));
        }
        return new ContenderResult(id, "label of " + id, kind, Optional.empty(), List.of(), samples, Optional.empty());
    }

    public static ContenderResult skipped(String id, String reason) {
        return new ContenderResult(
                id, "label of " + id, ContenderKind.PEER, Optional.of(reason), List.of(), List.of(), Optional.empty());
    }

    public static ContenderResult failed(String id, String failure) {
        return new ContenderResult(
                id,
                "label of " + id,
                ContenderKind.PEER,
                Optional.empty(),
                List.of(failure),
                List.of(),
                Optional.empty());
    }

    /** A contender that ran once beside the neighbour. */
    public static ContenderResult beside(String id, ContenderKind kind, double latencySeconds) {
        Map<Measure, Double> values = Map.of(
                Measure.BYTES_PER_SECOND, 5e8,
                Measure.LOG_P50_SECONDS, latencySeconds / 3,
                Measure.LOG_P99_SECONDS, latencySeconds,
                Measure.LOG_MAX_SECONDS, latencySeconds * 2,
                Measure.READ_P50_SECONDS, 1e-5,
                Measure.READ_P99_SECONDS, 1e-4,
                Measure.WORKING_SET_CACHED, 0.5);
        List<Timeline.Point> points =
                List.of(new Timeline.Point(0.5, 1e-3, 2e-3), new Timeline.Point(1.5, 1e-3, latencySeconds));
        return new ContenderResult(
                id,
                "label of " + id,
                kind,
                Optional.empty(),
                List.of(),
                List.of(new Sample(0, values)),
                Optional.of(new Timeline(1, 2, 3, points, points)));
    }
}
