package io.quietcopy.engine.dd;

import io.quietcopy.spi.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * The programs that the engine runs, found once: dd, and what surrounds it where the machine has it.
 *
 * <p>Only GNU dd will do. Measured: busybox dd has no {@code nocache} and no {@code nocreat}; uutils dd (Ubuntu's default from
 * 25.10 on) fails on {@code iflag=direct}, and newer ones write buffered under {@code oflag=direct} without a word
 * (uutils/coreutils issue 12085). Both are told from GNU's by the first line of {@code --version}.
 *
 * <p>Immutable and thread-safe.
 */
final class DdProgram {
    static final String AUTO = "auto";
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(5);
    private static final String CURE = "install GNU coreutils or set quietcopy.engine.dd.executable";

    private final Availability availability;
    private final String dd;
    private final List<String> prefix;
    private final Optional<Path> flock;
    private final Optional<Path> cat;
    private final Optional<Path> fincore;

    private DdProgram(Availability availability, String dd, List<String> prefix) {
        this.availability = availability;
        this.dd = dd;
        this.prefix = prefix;
        flock = inPath("flock");
        cat = inPath("cat");
        fincore = inPath("fincore");
    }

    /** Finds the programs. Never throws: what is missing is in {@link #availability()}. */
    static DdProgram find(String setting) {
        if (!System.getProperty("os.name", "").equals("Linux") || !Files.isReadable(Path.of("/proc/self/fdinfo"))) {
            return unavailable("it needs Linux with /proc, and this is " + System.getProperty("os.name", "unknown"));
        }
        Optional<Path> found = setting.equals(AUTO)
                ? inPath("gnudd").or(() -> inPath("dd"))
                : setting.contains("/") ? executable(Path.of(setting)) : inPath(setting);
        if (found.isEmpty()) {
            return unavailable(
                    setting.equals(AUTO)
                            ? "there is no dd in PATH: " + CURE
                            : "there is no executable " + setting + ": correct quietcopy.engine.dd.executable");
        }
        String dd = found.get().toString();
        // The prefix is tried together with dd: each process takes milliseconds. Busybox has a setpriv without this
        // option.
        List<String> prefix = parentDeathPrefix();
        Optional<String> version = prefix.isEmpty() ? Optional.empty() : version(prefix, dd);
        if (version.filter(DdProgram::isGnu).isEmpty()) {
            prefix = List.of();
            version = version(prefix, dd);
        }
        if (version.isEmpty()) {
            return unavailable(dd + " did not answer to --version: " + CURE);
        }
        if (!isGnu(version.get())) {
            return unavailable(dd + " is not GNU dd but " + quote(version.get()) + ": " + CURE);
        }
        return new DdProgram(Availability.available(dd + ", " + version.get()), dd, prefix);
    }

    private static boolean isGnu(String version) {
        return version.contains("(coreutils)") && !version.contains("uutils");
    }

    private static List<String> parentDeathPrefix() {
        return inPath("setpriv")
                .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"))
                .orElse(List.of());
    }

    private static Optional<String> version(List<String> prefix, String dd) {
        return firstLine(
                Stream.concat(prefix.stream(), Stream.of(dd, "--version")).toList());
    }

    private static DdProgram unavailable(String reason) {
        return new DdProgram(Availability.unavailable(reason), "", List.of());
    }

    private static String quote(String line) {
        return line.isBlank() ? "a program that prints nothing" : '"' + line.strip() + '"';
    }

    private static Optional<String> firstLine(List<String> command) {
        Executor thread = task -> {
            Thread runner = new Thread(task, "quietcopy-dd-version");
            runner.setDaemon(true);
            runner.start();
        };
        try {
            Child child = Child.start(thread, command, false);
            if (!child.awaitExit(VERSION_LIMIT)) {
                child.kill();
                return Optional.empty();
            }
            // uutils 0.0.17 prints its version on standard output, busybox its name on standard error.
            String text = child.output().isBlank() ? child.errors() : child.output();
            return Optional.of(text.lines().findFirst().orElse(""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> inPath(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            // An empty entry means the working directory to a shell; a library does not run what lies there.
            Optional<Path> found = folder.isEmpty() ? Optional.empty() : executable(Path.of(folder, name));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(Path file) {
        Path absolute = file.toAbsolutePath();
        return Files.isRegularFile(absolute) && Files.isExecutable(absolute) ? Optional.of(absolute) : Optional.empty();
    }

    Availability availability() {
        return availability;
    }

    /** Returns dd's absolute path. Only if it is available. */
    String dd() {
        return dd;
    }

    /** Returns the words before dd that make it die with its parent, empty if the machine has no such program. */
    List<String> prefix() {
        return prefix;
    }

    Optional<Path> flock() {
        return flock;
    }

    Optional<Path> cat() {
        return cat;
    }

    Optional<Path> fincore() {
        return fincore;
    }
}
