package io.quietcopy.internal.run;

import io.quietcopy.CopyPhase;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import io.quietcopy.WindowSample;
import io.quietcopy.internal.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes reports and plans as the schemas in {@code docs/} describe them. */
final class Json {
    private static final double NANOS_PER_SECOND = 1e9;

    private Json() {}

    static String of(Outcome report) {
        JsonWriter json = JsonWriter.object()
                .field("label", report.label())
                .field("source", report.source().toString())
                .field("target", report.target().toString())
                .field("mode", word(report.mode()))
                .field("engine", report.engine())
                .field("candidates", attempts(report.candidates()))
                .field("sourceMode", mode(report.sourceMode()))
                .field("targetMode", mode(report.targetMode()))
                .field("guard", report.guard())
                .field("totalBytes", report.totalBytes())
                .field("copiedBytes", report.copiedBytes())
                .field("zeroedBytes", report.zeroedBytes())
                .field("skippedBytes", report.skippedBytes())
                .field("sharedBytes", report.sharedBytes())
                .field("elapsedSeconds", seconds(report.elapsed()))
                .field("phaseSeconds", phases(report.phaseTimes()))
                .field("verified", report.verified())
                .field("durable", report.durable())
                .field("limitApplied", report.limitApplied())
                .field("inFlight", report.inFlight().stream().map(Json::sample).toList())
                .field("notes", report.notes());
        report.digest().ifPresent(digest -> json.field("digest", digest));
        return json.toString();
    }

    static String of(Plan plan) {
        JsonWriter json = JsonWriter.object()
                .field("source", plan.source().toString())
                .field("target", plan.target().toString())
                .field("totalBytes", plan.totalBytes())
                .field("candidates", attempts(plan.candidates()))
                .field("sourceMode", mode(plan.sourceMode()))
                .field("targetMode", mode(plan.targetMode()))
                .field("settings", plan.settings())
                .field("notes", plan.notes());
        plan.dataBytes().ifPresent(bytes -> json.field("dataBytes", bytes));
        return json.toString();
    }

    private static List<JsonWriter> attempts(List<EngineAttempt> attempts) {
        return attempts.stream()
                .map(attempt -> JsonWriter.object()
                        .field("id", attempt.id())
                        .field("chosen", attempt.chosen())
                        .field("reason", attempt.reason()))
                .toList();
    }

    private static JsonWriter mode(SideMode mode) {
        return JsonWriter.object().field("access", word(mode.access())).field("reason", mode.reason());
    }

    private static JsonWriter phases(Map<CopyPhase, Duration> times) {
        JsonWriter phases = JsonWriter.object();
        times.forEach((phase, time) -> phases.field(word(phase), seconds(time)));
        return phases;
    }

    private static JsonWriter sample(WindowSample sample) {
        return JsonWriter.object().field("atSeconds", seconds(sample.at())).field("windowBytes", sample.windowBytes());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
