package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.Arguments.WrongArgumentException;
import io.quietcopy.benchmarks.contender.Checkout;
import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.Contenders;
import io.quietcopy.benchmarks.contender.WarmJvms;
import io.quietcopy.benchmarks.process.MeasuredProcess;
import io.quietcopy.benchmarks.render.TextReport;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.RunInfo;
import io.quietcopy.benchmarks.scenario.Profile;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Settings;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The command {@code benchmarks/run}. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final long DEFAULT_SIZE_BYTES = 1L << 30;
    private static final long QUICK_SIZE_BYTES = 8L << 20;
    private static final int DEFAULT_ROUNDS = 5;
    private static final DateTimeFormatter FOLDER_NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Main() {}

    /**
     * Runs the command and ends the process.
     *
     * @param words the command's arguments
     */
    public static void main(String[] words) {
        int status;
        Interruption interruption = Interruption.ofThisThread();
        try {
            status = run(List.of(words));
        } finally {
            interruption.close();
        }
        System.exit(status);
    }

    /** Runs the command; returns its exit status. */
    static int run(List<String> words) {
        Profile defaults = new Profile(false, DEFAULT_SIZE_BYTES, DEFAULT_ROUNDS, 1);
        try {
            Arguments arguments = Arguments.parse(words, known(defaults));
            if (arguments.help()) {
                System.out.print(Arguments.USAGE);
                return DONE;
            }
            if (!arguments.docs().isEmpty()) {
                System.out.println("Written: " + Docs.write(arguments.docs(), documents()));
                return DONE;
            }
            return run(arguments, words);
        } catch (WrongArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.err.println("Try 'benchmarks/run --help'.");
            return USAGE;
        } catch (FileSystemException e) {
            System.err.println("benchmarks: " + e.getFile() + ": " + reason(e));
            return FAILED;
        } catch (IOException e) {
            System.err.println("benchmarks: " + e.getMessage());
            return FAILED;
        }
    }

    private static int run(Arguments arguments, List<String> words) throws IOException {
        Profile profile = profile(arguments);
        try (WarmJvms jvms =
                new WarmJvms(profile.warmUpBytes(), profile.sharedWarmUpCopies(), profile.ownWarmUpCopies())) {
            Contenders contenders = new Contenders(jvms, profile.fioDepths(), profile.idle());
            List<Setting> settings = Selection.of(arguments, Settings.all(profile, contenders));
            if (arguments.list()) {
                System.out.print(Selection.list(settings, contenders.all()));
                return DONE;
            }
            return run(arguments, words, profile, settings);
        }
    }

    private static int run(Arguments arguments, List<String> words, Profile profile, List<Setting> settings)
            throws IOException {
        Instant start = Instant.now();
        Path output = arguments.output().orElseGet(() -> defaultOutput(start));
        try (Scratch scratch =
                arguments.folder().isPresent() ? Scratch.in(arguments.folder().get()) : Scratch.create()) {
            Map<String, String> machine = Machine.describe(scratch.path());
            Supplier<RunInfo> info = () -> new RunInfo(
                    start,
                    (System.currentTimeMillis() - start.toEpochMilli()) / 1000.0,
                    words,
                    profile.quick(),
                    profile.rounds(),
                    profile.seed(),
                    machine);
            Output files = Output.in(output);
            Optional<Duration> limit = arguments.minutes().isPresent()
                    ? Optional.of(Duration.ofMinutes(arguments.minutes().getAsInt()))
                    : Optional.empty();
            Console console = new Console(files);
            BenchmarkResult result;
            try {
                result = new Benchmark(profile, scratch.path(), console, info, limit).run(settings);
            } catch (IOException e) {
                System.err.println();
                if (console.hasWritten()) {
                    System.err.println("Results so far: " + output.resolve("report.html"));
                }
                throw e;
            }
            System.out.print(TextReport.of(result));
            System.out.println("Results: " + output.resolve("report.html"));
            return failed(result) ? FAILED : DONE;
        }
    }

    /** The messages of these have the name of the file and often nothing else. */
    private static String reason(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e.getClass().getSimpleName();
    }

    /** Being too slow is a result, too. */
    private static boolean failed(BenchmarkResult result) {
        List<String> failures = result.failures()
                .filter(failure -> !failure.contains(MeasuredProcess.TOO_LONG))
                .toList();
        failures.forEach(failure -> System.err.println("benchmarks: " + failure));
        return !failures.isEmpty();
    }

    private static Profile profile(Arguments arguments) {
        return new Profile(
                arguments.quick(),
                arguments.sizeBytes().orElse(arguments.quick() ? QUICK_SIZE_BYTES : DEFAULT_SIZE_BYTES),
                arguments.rounds().orElse(arguments.quick() ? 1 : DEFAULT_ROUNDS),
                arguments.seed());
    }

    /** Nothing of what is made for this is started. */
    private static Arguments.Known known(Profile profile) throws IOException {
        try (WarmJvms none = new WarmJvms(0, 0, 0)) {
            Contenders contenders = new Contenders(none, profile.fioDepths(), profile.idle());
            return new Arguments.Known(
                    Settings.all(profile, contenders).stream()
                            .map(Setting::scenario)
                            .distinct()
                            .toList(),
                    contenders.all().stream().map(Contender::id).toList());
        }
    }

    private static Path documents() throws IOException {
        return Checkout.root()
                .map(root -> root.resolve("docs"))
                .orElseThrow(() -> new IOException("there is no checkout here whose documents could be written"));
    }

    private static Path defaultOutput(Instant start) {
        Optional<Path> root = Checkout.root().map(checkout -> checkout.resolve("benchmarks/target/results"));
        return root.orElse(Path.of("").toAbsolutePath()).resolve(FOLDER_NAME.format(start));
    }
}
