package io.quietcopy.benchmarks.target;

import static io.quietcopy.benchmarks.target.Comparison.AT_LEAST;
import static io.quietcopy.benchmarks.target.Comparison.AT_MOST;
import static io.quietcopy.benchmarks.target.Comparison.BELOW;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that the project has promised about speed, cost and quiet.
 *
 * <p>A row of the table is one promise for each engine that makes it, for each setting that it is about, and for both forms
 * of the engine where it names none: the command, and the warm JVM.
 */
public final class Targets {
    private static final List<String> STORAGE = List.of("local", "fresh", "4kn");
    private static final List<String> REMOTE = List.of("remote-2ms", "remote-10ms");
    private static final List<String> JAVA_ENGINES = List.of("native", "direct-nio");
    private static final String NEIGHBOUR = "neighbour";
    private static final String DD = "dd-direct-1m";
    private static final double MIB = 1 << 20;

    private final List<Target> all = new ArrayList<>();

    private Targets() {}

    /** Returns all promises, those of one row together. */
    public static List<Target> all() {
        Targets targets = new Targets();
        targets.storage();
        targets.sparse();
        targets.remote();
        targets.cost();
        targets.neighbour();
        targets.residue();
        targets.start();
        targets.plainDd();
        return List.copyOf(targets.all);
    }

    /** Judges all promises. */
    public static List<Verdict> judge(BenchmarkResult result) {
        return all().stream().map(target -> target.judge(result)).toList();
    }

    private void storage() {
        for (String setting : STORAGE) {
            Operand peer = new Operand.Best(setting, ContenderKind.PEER, Measure.BYTES_PER_SECOND);
            Operand limit = new Operand.Best(setting, ContenderKind.LIMIT, Measure.BYTES_PER_SECOND);
            for (String form : List.of("", "-warm")) {
                speed(setting, "native", form, 1.0, peer, "the fastest peer");
            }
            speed(setting, "native", "-warm", 0.95, limit, "fio's limit");
            for (String form : List.of("", "-warm")) {
                speed(setting, "direct-nio", form, 0.9, speedOf(setting, quietcopy("native", form)), "native");
            }
        }
    }

    private void speed(String setting, String engine, String form, double factor, Operand reference, String whose) {
        String promise = "%s: speed %s ≥ %s × %s".formatted(setting, formName(form), factor, whose);
        Operand ours = speedOf(setting, quietcopy(engine, form));
        all.add(new Target("local, fresh, 4kn", engine, promise, ours, AT_LEAST, factor, reference));
    }

    private void sparse() {
        for (String engine : JAVA_ENGINES) {
            double factor = engine.equals("native") ? 1.0 : 1.3;
            for (String form : List.of("", "-warm")) {
                all.add(new Target(
                        "sparse",
                        engine,
                        "time " + formName(form) + " ≤ " + factor + " × qemu-img",
                        new Operand.Of("sparse", quietcopy(engine, form), Measure.SECONDS),
                        AT_MOST,
                        factor,
                        new Operand.Of("sparse", "qemu-img", Measure.SECONDS)));
            }
        }
        all.add(new Target(
                "sparse",
                "native",
                "allocated bytes ≤ the source's",
                new Operand.Of("sparse", "quietcopy-native", Measure.ALLOCATED_BYTES),
                AT_MOST,
                1.0,
                new Operand.Known("sparse", Fact.SOURCE_ALLOCATED_BYTES, "the source")));
    }

    private void remote() {
        for (String setting : REMOTE) {
            Operand limit = new Operand.Known(setting, Fact.MODEL_BYTES_PER_SECOND, "the model");
            Operand peer = new Operand.Best(setting, ContenderKind.PEER, Measure.BYTES_PER_SECOND);
            Operand delay = new Operand.Known(setting, Fact.BANDWIDTH_DELAY_BYTES, "bandwidth × delay");
            for (String engine : JAVA_ENGINES) {
                all.add(new Target(
                        "remote",
                        engine,
                        setting + ": speed warm ≥ 0.95 × the model's limit",
                        speedOf(setting, quietcopy(engine, "-warm")),
                        AT_LEAST,
                        0.95,
                        limit));
                all.add(new Target(
                        "remote",
                        engine,
                        setting + ": speed as command ≥ 1.0 × the fastest peer",
                        speedOf(setting, quietcopy(engine, "")),
                        AT_LEAST,
                        1.0,
                        peer));
                for (Measure side : List.of(Measure.READ_IN_FLIGHT_BYTES, Measure.WRITE_IN_FLIGHT_BYTES)) {
                    String name = side == Measure.READ_IN_FLIGHT_BYTES ? "source" : "target";
                    all.add(new Target(
                            "remote",
                            engine,
                            setting + ": in flight at the " + name + " ≤ 1.5 × bandwidth × delay",
                            new Operand.Of(setting, quietcopy(engine, "-warm"), side),
                            AT_MOST,
                            1.5,
                            delay));
                }
            }
        }
    }

    private void cost() {
        for (String engine : JAVA_ENGINES) {
            double factor = engine.equals("native") ? 1.0 : 1.3;
            all.add(new Target(
                    "CPU per GiB",
                    engine,
                    "local: processor time warm ≤ " + factor + " × dd direct 1M",
                    new Operand.Of("local", quietcopy(engine, "-warm"), Measure.CPU_SECONDS_PER_GIB),
                    AT_MOST,
                    factor,
                    new Operand.Of("local", DD, Measure.CPU_SECONDS_PER_GIB)));
        }
        for (String engine : JAVA_ENGINES) {
            all.add(new Target(
                    "memory",
                    engine,
                    "peak of the command < 100 MiB at any size",
                    new Operand.Worst(quietcopy(engine, ""), Measure.PEAK_MEMORY_BYTES),
                    BELOW,
                    1.0,
                    new Operand.Constant(100 * MIB, "100 MiB")));
            all.add(new Target(
                    "memory",
                    engine,
                    "in-flight window ≤ 16 MiB, its bound",
                    new Operand.Worst(quietcopy(engine, "-warm"), Measure.WINDOW_BYTES),
                    AT_MOST,
                    1.0,
                    new Operand.Constant(16 * MIB, "16 MiB")));
        }
    }

    private void neighbour() {
        for (String engine : JAVA_ENGINES) {
            beside("neighbour, full", engine, "-warm", 1.0, DD, "beside dd direct 1M", 1.0);
        }
        for (String engine : JAVA_ENGINES) {
            beside("neighbour, quiet", engine, "-quiet-warm", 1.5, "idle", "idle", 0.5);
        }
    }

    private void beside(
            String row, String engine, String form, double most, String other, String otherName, double leastSpeed) {
        for (Measure latency : List.of(Measure.LOG_P50_SECONDS, Measure.LOG_P99_SECONDS)) {
            all.add(new Target(
                    row,
                    engine,
                    latencyName(latency) + " ≤ " + most + " × " + otherName,
                    new Operand.Of(NEIGHBOUR, quietcopy(engine, form), latency),
                    AT_MOST,
                    most,
                    new Operand.Of(NEIGHBOUR, other, latency)));
        }
        all.add(new Target(
                row,
                engine,
                "speed warm ≥ " + leastSpeed + " × dd direct 1M",
                speedOf(NEIGHBOUR, quietcopy(engine, form)),
                AT_LEAST,
                leastSpeed,
                speedOf(NEIGHBOUR, DD)));
    }

    private void residue() {
        for (String engine : JAVA_ENGINES) {
            for (Measure side : List.of(Measure.SOURCE_PAGES, Measure.TARGET_PAGES)) {
                for (String form : List.of("", "-warm")) {
                    all.add(new Target(
                            "residue",
                            engine,
                            (side == Measure.SOURCE_PAGES ? "source" : "target") + ": pages left " + formName(form)
                                    + " ≤ 1, anywhere",
                            new Operand.Worst(quietcopy(engine, form), side),
                            AT_MOST,
                            1.0,
                            new Operand.Constant(1, "one page")));
                }
            }
            all.add(new Target(
                    "residue",
                    engine,
                    "the neighbour's working set stays cached",
                    new Operand.Of(NEIGHBOUR, quietcopy(engine, "-warm"), Measure.WORKING_SET_CACHED),
                    AT_LEAST,
                    1.0,
                    new Operand.Constant(1, "all of it")));
        }
    }

    private void start() {
        all.add(new Target(
                "start",
                "native",
                "quietcopy --version ≤ 0.15 s",
                new Operand.Of("start-version", "quietcopy-version", Measure.SECONDS),
                AT_MOST,
                1.0,
                new Operand.Constant(0.15, "0.15 s")));
        all.add(new Target(
                "start",
                "native",
                "whole command on a copy of 1 MiB ≤ 0.35 s",
                new Operand.Of("start", "quietcopy-native", Measure.SECONDS),
                AT_MOST,
                1.0,
                new Operand.Constant(0.35, "0.35 s")));
    }

    private void plainDd() {
        Stream.of(STORAGE, List.of("sparse"), REMOTE)
                .flatMap(List::stream)
                .forEach(setting -> all.add(new Target(
                        "engine-dd",
                        "dd",
                        setting + ": speed warm ≥ 0.97 × dd direct 1M",
                        speedOf(setting, "quietcopy-dd-warm"),
                        AT_LEAST,
                        0.97,
                        speedOf(setting, DD))));
    }

    private static Operand speedOf(String setting, String contender) {
        return new Operand.Of(setting, contender, Measure.BYTES_PER_SECOND);
    }

    private static String quietcopy(String engine, String form) {
        return "quietcopy-" + engine + form;
    }

    private static String formName(String form) {
        return form.isEmpty() ? "as command" : "warm";
    }

    private static String latencyName(Measure latency) {
        return latency == Measure.LOG_P50_SECONDS ? "log fsync p50" : "log fsync p99";
    }
}
