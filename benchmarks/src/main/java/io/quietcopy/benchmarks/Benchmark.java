package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.scenario.Profile;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Trial;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures Quietcopy beside what a user would take instead.
 *
 * <pre>
 *   scenario ──▶ settings ──▶ rounds ──▶ trial of a contender ──▶ sample ──▶ result ──▶ terminal
 *   "remote"     2 ms,        shuffled,   prepare, run, measure,              │          JSON
 *                10 ms        seeded      compare                             ▼          HTML, SVG
 *                                                                          verdicts
 * </pre>
 *
 * <p><b>Scenario and setting.</b> A {@linkplain Setting setting} is a situation in which copies are compared: sources and
 * targets of some size on some storage. Variants of one situation make up a scenario. A setting is made when its turn comes
 * and is gone before the next, so that the room of the largest is enough.
 *
 * <p><b>Contenders.</b> Commands that a user would take; Quietcopy as the command, with the start of Java, and in a JVM that
 * has copied before; fio as the limit of the storage. One that cannot run here is shown with the reason. Everybody's clock
 * runs until the data is on the storage.
 *
 * <p><b>Rounds.</b> In each round every contender runs once, in an order shuffled from a seed: what changes slowly (a
 * machine that warms up, a neighbour on the same disk) meets all alike. Values of one round were taken close to each other,
 * so that the spread of ratios is told by rounds; {@link io.quietcopy.benchmarks.target.Target}.
 *
 * <p><b>A trial.</b> Drop the files concerned from the page cache; make everything ready (a JVM is warmed up); start the
 * clock; run; stop it; see what is left in the cache and what is allocated; compare the target with the source, byte by
 * byte. Only a copy that is equal gives a sample. The target held something else before, so the comparison proves something.
 *
 * <p><b>Result.</b> Plain data, {@link BenchmarkResult}, from which the renderers and the verdicts are pure functions. It is
 * handed out after each round, so that a run that is cut short has not been for nothing.
 *
 * <p><b>Undoing.</b> Files, mounts, devices and groups are the testbed's, which undoes them also when the JVM ends early;
 * commands that still run are ended then ({@link Interruption}).
 *
 * <p>Not thread-safe.
 */
final class Benchmark {
    private final Profile profile;
    private final Path folder;
    private final Progress progress;
    private final Function<List<SettingResult>, BenchmarkResult> summary;
    private final Optional<Duration> limit;

    /** Hears what goes on. */
    interface Progress {
        /** A setting begins. */
        void begins(Setting setting);

        /** A setting is left out. */
        void skips(Setting setting, String reason);

        /** A contender begins to run. */
        void runs(Setting setting, Contender contender, int round);

        /** A contender has run. */
        void ran(Trial.Run run);

        /** Something is worth keeping. */
        void measured(BenchmarkResult soFar);
    }

    /**
     * Prepares nothing yet.
     *
     * @param folder where to measure
     * @param info tells about the run at the moment it is asked
     * @param limit how long it may take, empty for as long as it needs
     */
    Benchmark(Profile profile, Path folder, Progress progress, Supplier<RunInfo> info, Optional<Duration> limit) {
        this.profile = profile;
        this.folder = folder;
        this.progress = progress;
        this.summary = settings -> new BenchmarkResult(info.get(), settings);
        this.limit = limit;
    }

    /**
     * Measures settings, one after the other.
     *
     * @throws IOException if this thread is interrupted; everything is undone, and what whole rounds gave has been handed out
     */
    BenchmarkResult run(List<Setting> settings) throws IOException {
        List<SettingResult> results = new ArrayList<>();
        TimeBudget budget = new TimeBudget(limit, settings, System::nanoTime);
        for (Setting setting : settings) {
            budget.nextSetting();
            results.add(attempted(setting, budget, soFar -> progress.measured(summary.apply(with(results, soFar)))));
            progress.measured(summary.apply(results));
        }
        return summary.apply(results);
    }

    private static List<SettingResult> with(List<SettingResult> results, SettingResult one) {
        List<SettingResult> all = new ArrayList<>(results);
        all.add(one);
        return all;
    }

    /** One setting that fails is no reason to give up on the others. */
    private SettingResult attempted(Setting setting, TimeBudget budget, Consumer<SettingResult> soFar)
            throws IOException {
        try {
            return measure(setting, budget, soFar);
        } catch (IOException e) {
            throwIfInterrupted(e);
            String failure = String.valueOf(e.getMessage());
            progress.skips(setting, failure);
            return result(setting, Optional.empty(), Optional.of(failure), Map.of(), List.of());
        }
    }

    private SettingResult measure(Setting setting, TimeBudget budget, Consumer<SettingResult> soFar)
            throws IOException {
        Optional<String> lack = setting.lack()
                .or(() -> lackOfRoom(setting))
                .or(() -> budget.isOver() ? Optional.of("the time is over") : Optional.empty());
        if (lack.isPresent()) {
            progress.skips(setting, lack.get());
            return result(setting, lack, Optional.empty(), Map.of(), List.of());
        }
        progress.begins(setting);
        try (Scratch scratch = Scratch.in(folder)) {
            Setting.Opened opened = setting.open(scratch.path());
            try (Trial trial = opened.trial()) {
                Map<Contender, ContenderLog> logs = new LinkedHashMap<>();
                for (Contender contender : setting.contenders()) {
                    logs.put(contender, new ContenderLog(contender));
                }
                for (int round = 0; round < profile.rounds() && budget.nextRound(round); round++) {
                    round(round, setting, trial, logs, budget);
                    soFar.accept(result(setting, opened, logs));
                }
                return result(setting, opened, logs);
            }
        }
    }

    private void round(int round, Setting setting, Trial trial, Map<Contender, ContenderLog> logs, TimeBudget budget)
            throws IOException {
        List<Contender> order = new ArrayList<>(setting.contenders());
        Collections.shuffle(order, new Random(profile.seed() + round));
        for (Contender contender : order) {
            ContenderLog log = logs.get(contender);
            if (log != null && log.goesOn() && !budget.isOver()) {
                progress.runs(setting, contender, round);
                long start = System.nanoTime();
                Trial.Run run = tried(trial, contender);
                throwIfInterrupted(null);
                if (run.tooLong()) {
                    budget.gaveUp(System.nanoTime() - start);
                }
                log.add(round, run);
                progress.ran(run);
            }
        }
    }

    /** What one contender cannot do is no reason to give up on the others. */
    private static Trial.Run tried(Trial trial, Contender contender) throws IOException {
        try {
            return trial.run(contender);
        } catch (IOException e) {
            throwIfInterrupted(e);
            return new Trial.Run(Map.of(), Optional.of(String.valueOf(e.getMessage())), false, Optional.empty());
        }
    }

    private static void throwIfInterrupted(@Nullable IOException cause) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted", cause);
        }
    }

    private Optional<String> lackOfRoom(Setting setting) {
        try {
            FileStore store = Files.getFileStore(folder);
            long roomBytes = store.getUsableSpace();
            if (roomBytes < setting.diskBytes()) {
                return Optional.of("needs %s in %s, which has %s left; choose --dir or --size"
                        .formatted(mebibytes(setting.diskBytes()), folder, mebibytes(roomBytes)));
            }
            long memoryBytes = Machine.availableMemoryBytes();
            if (memoryBytes < setting.memoryBytes()) {
                return Optional.of("needs %s of memory, %s are available; choose --size"
                        .formatted(mebibytes(setting.memoryBytes()), mebibytes(memoryBytes)));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot tell how much room there is: " + e.getMessage());
        }
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }

    private static SettingResult result(Setting setting, Setting.Opened opened, Map<Contender, ContenderLog> logs) {
        return result(
                setting,
                Optional.empty(),
                Optional.empty(),
                opened.facts(),
                logs.values().stream().map(ContenderLog::result).toList());
    }

    private static SettingResult result(
            Setting setting,
            Optional<String> skipped,
            Optional<String> failure,
            Map<Fact, Double> facts,
            List<ContenderResult> contenders) {
        return new SettingResult(
                setting.scenario(),
                setting.id(),
                setting.title(),
                setting.imageBytes(),
                setting.dataBytes(),
                setting.copies(),
                skipped,
                failure,
                facts,
                contenders);
    }
}
