package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Timeline;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link JsonReport} has written. What follows from the rest (statistics, verdicts) is not read but made anew. */
public final class JsonResult {
    private JsonResult() {}

    /**
     * Reads it.
     *
     * @throws IOException if the text is no result, or one of another version
     */
    public static BenchmarkResult of(String json) throws IOException {
        JsonTree tree = JsonTree.parse(json);
        if (tree.number("version") != JsonReport.VERSION) {
            throw new IOException("this is not version " + JsonReport.VERSION + " of a result");
        }
        List<SettingResult> settings = new ArrayList<>();
        for (JsonTree setting : tree.objects("settings")) {
            settings.add(setting(setting));
        }
        return new BenchmarkResult(info(tree), settings);
    }

    private static RunInfo info(JsonTree tree) throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        JsonTree described = tree.object("machine");
        for (String name : described.names()) {
            machine.put(name, described.text(name));
        }
        return new RunInfo(
                instant(tree.text("startedAt")),
                tree.number("seconds"),
                tree.texts("arguments"),
                tree.flag("quick"),
                (int) tree.number("rounds"),
                (long) tree.number("seed"),
                Collections.unmodifiableMap(machine));
    }

    private static Instant instant(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IOException("'" + text + "' is no time", e);
        }
    }

    private static SettingResult setting(JsonTree tree) throws IOException {
        Map<Fact, Double> facts = new EnumMap<>(Fact.class);
        JsonTree known = tree.object("facts");
        for (Fact fact : Fact.values()) {
            known.optionalNumber(fact.key()).ifPresent(value -> facts.put(fact, value));
        }
        List<ContenderResult> contenders = new ArrayList<>();
        for (JsonTree contender : tree.objects("contenders")) {
            contenders.add(contender(contender));
        }
        return new SettingResult(
                tree.text("scenario"),
                tree.text("id"),
                tree.text("title"),
                (long) tree.number("imageBytes"),
                (long) tree.number("dataBytes"),
                (int) tree.number("copies"),
                tree.optionalText("skipped"),
                tree.optionalText("failure"),
                facts,
                contenders);
    }

    private static ContenderResult contender(JsonTree tree) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonTree sample : tree.objects("samples")) {
            samples.add(sample(sample));
        }
        Optional<JsonTree> timeline = tree.optionalObject("timeline");
        return new ContenderResult(
                tree.text("id"),
                tree.text("label"),
                kind(tree.text("kind")),
                tree.optionalText("skipped"),
                tree.texts("failures"),
                samples,
                timeline.isPresent() ? Optional.of(timeline(timeline.get())) : Optional.empty());
    }

    private static ContenderKind kind(String key) throws IOException {
        for (ContenderKind kind : ContenderKind.values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw new IOException("there is no kind of contender '" + key + "'");
    }

    private static Sample sample(JsonTree tree) throws IOException {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            tree.optionalNumber(measure.key()).ifPresent(value -> values.put(measure, value));
        }
        return new Sample((int) tree.number("round"), values);
    }

    private static Timeline timeline(JsonTree tree) throws IOException {
        return new Timeline(
                tree.number("copyStartSeconds"),
                tree.number("copyEndSeconds"),
                tree.number("endSeconds"),
                points(tree.rows("log")),
                points(tree.rows("reads")));
    }

    private static List<Timeline.Point> points(List<List<Double>> rows) throws IOException {
        List<Timeline.Point> points = new ArrayList<>();
        for (List<Double> row : rows) {
            if (row.size() != 3) {
                throw new IOException("a point of a timeline has " + row.size() + " numbers");
            }
            points.add(new Timeline.Point(row.get(0), row.get(1), row.get(2)));
        }
        return points;
    }
}
