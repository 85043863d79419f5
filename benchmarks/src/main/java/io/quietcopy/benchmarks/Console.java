package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.render.Format;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Tells on standard error how far it is, and writes the files as soon as there is something to write. */
final class Console implements Benchmark.Progress {
    private final Output output;
    private final long startNanos = System.nanoTime();
    private boolean hasWritten;

    Console(Output output) {
        this.output = output;
    }

    @Override
    public void begins(Setting setting) {
        System.err.println("== " + setting.id() + ": " + setting.title() + elapsed());
    }

    @Override
    public void skips(Setting setting, String reason) {
        System.err.println("== " + setting.id() + ": skipped, " + reason);
    }

    @Override
    public void runs(Setting setting, Contender contender, int round) {
        System.err.printf("   round %d  %-30s ", round + 1, contender.label());
        System.err.flush();
    }

    @Override
    public void ran(Trial.Run run) {
        System.err.println(run.problem().orElseGet(() -> done(run)));
    }

    @Override
    public void measured(BenchmarkResult soFar) {
        try {
            output.write(soFar);
            hasWritten = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String elapsed() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        return " [%d:%02d]".formatted(seconds / 60, seconds % 60);
    }

    /** Tells whether there is a result in the files. */
    boolean hasWritten() {
        return hasWritten;
    }

    private static String done(Trial.Run run) {
        StringBuilder text = new StringBuilder();
        append(text, run, Measure.SECONDS, "");
        append(text, run, Measure.BYTES_PER_SECOND, "");
        append(text, run, Measure.LOG_P99_SECONDS, "log fsync p99 ");
        return text.toString();
    }

    private static void append(StringBuilder text, Trial.Run run, Measure measure, String name) {
        Double value = run.values().get(measure);
        if (value != null) {
            text.append(text.length() == 0 ? "" : ", ").append(name).append(Format.of(measure, value));
        }
    }
}
