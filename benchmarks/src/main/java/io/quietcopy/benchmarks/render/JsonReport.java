package io.quietcopy.benchmarks.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.result.Statistics;
import io.quietcopy.benchmarks.result.Timeline;
import io.quietcopy.benchmarks.target.Targets;
import io.quietcopy.benchmarks.target.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A result for programs; {@code benchmarks/result.schema.json} describes it. */
public final class JsonReport {
    static final int VERSION = 1;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** Writes it. */
    public static String of(BenchmarkResult result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            new JsonReport(json).result(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private void result(BenchmarkResult result) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        info(result.info());
        json.writeArrayFieldStart("settings");
        for (SettingResult setting : result.settings()) {
            setting(setting);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("targets");
        for (Verdict verdict : Targets.judge(result)) {
            verdict(verdict);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void info(RunInfo info) throws IOException {
        json.writeStringField("startedAt", info.startedAt().toString());
        json.writeNumberField("seconds", info.seconds());
        json.writeBooleanField("quick", info.quick());
        json.writeNumberField("rounds", info.rounds());
        json.writeNumberField("seed", info.seed());
        strings("arguments", info.arguments());
        json.writeObjectFieldStart("machine");
        for (Map.Entry<String, String> entry : info.machine().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private void setting(SettingResult setting) throws IOException {
        json.writeStartObject();
        json.writeStringField("scenario", setting.scenario());
        json.writeStringField("id", setting.id());
        json.writeStringField("title", setting.title());
        json.writeNumberField("imageBytes", setting.imageBytes());
        json.writeNumberField("dataBytes", setting.dataBytes());
        json.writeNumberField("copies", setting.copies());
        if (setting.skipped().isPresent()) {
            json.writeStringField("skipped", setting.skipped().get());
        }
        if (setting.failure().isPresent()) {
            json.writeStringField("failure", setting.failure().get());
        }
        json.writeObjectFieldStart("facts");
        for (Fact fact : Fact.values()) {
            number(fact.key(), Optional.ofNullable(setting.facts().get(fact)));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("contenders");
        for (ContenderResult contender : setting.contenders()) {
            contender(contender);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void contender(ContenderResult contender) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", contender.id());
        json.writeStringField("label", contender.label());
        json.writeStringField("kind", contender.kind().key());
        if (contender.skipped().isPresent()) {
            json.writeStringField("skipped", contender.skipped().get());
        }
        strings("failures", contender.failures());
        json.writeObjectFieldStart("statistics");
        for (Measure measure : Measure.values()) {
            Optional<Statistics> statistics = contender.statistics(measure);
            if (statistics.isPresent()) {
                json.writeObjectFieldStart(measure.key());
                json.writeNumberField("min", statistics.get().min());
                json.writeNumberField("median", statistics.get().median());
                json.writeNumberField("max", statistics.get().max());
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        json.writeArrayFieldStart("samples");
        for (Sample sample : contender.samples()) {
            json.writeStartObject();
            json.writeNumberField("round", sample.round());
            for (Measure measure : Measure.values()) {
                number(measure.key(), Optional.ofNullable(sample.values().get(measure)));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        if (contender.timeline().isPresent()) {
            timeline(contender.timeline().get());
        }
        json.writeEndObject();
    }

    private void timeline(Timeline timeline) throws IOException {
        json.writeObjectFieldStart("timeline");
        json.writeNumberField("copyStartSeconds", timeline.copyStartSeconds());
        json.writeNumberField("copyEndSeconds", timeline.copyEndSeconds());
        json.writeNumberField("endSeconds", timeline.endSeconds());
        points("log", timeline.log());
        points("reads", timeline.reads());
        json.writeEndObject();
    }

    /** An array of three numbers each, since there are many. */
    private void points(String name, List<Timeline.Point> points) throws IOException {
        json.writeArrayFieldStart(name);
        for (Timeline.Point point : points) {
            double[] numbers = {point.atSeconds(), point.medianSeconds(), point.maxSeconds()};
            json.writeArray(numbers, 0, numbers.length);
        }
        json.writeEndArray();
    }

    private void verdict(Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("row", verdict.target().row());
        json.writeStringField("engine", verdict.target().engine());
        json.writeStringField("promise", verdict.target().promise());
        json.writeStringField("comparison", verdict.target().comparison().sign());
        json.writeNumberField("factor", verdict.target().factor());
        json.writeStringField("status", verdict.status().text());
        if (verdict.ratio().isPresent()) {
            json.writeNumberField("ratio", verdict.ratio().get().ofMedians());
            json.writeNumberField("lowestRatio", verdict.ratio().get().lowest());
            json.writeNumberField("highestRatio", verdict.ratio().get().highest());
            json.writeNumberField("ours", verdict.ours());
            json.writeNumberField("reference", verdict.reference());
            json.writeStringField("against", verdict.against());
        } else {
            json.writeStringField("reason", verdict.against());
        }
        json.writeEndObject();
    }

    private void number(String name, Optional<Double> value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.get());
        }
    }

    private void strings(String name, List<String> items) throws IOException {
        json.writeArrayFieldStart(name);
        for (String item : items) {
            json.writeString(item);
        }
        json.writeEndArray();
    }
}
