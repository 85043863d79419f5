package io.quietcopy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands have. */
abstract class Command implements Callable<Integer> {
    final Console console;

    @Option(
            names = "--json",
            order = 50,
            description = "Print the result, or the error, as one line of JSON on standard output.")
    boolean json;

    @Option(
            names = "--verbose",
            order = 51,
            description = "Log what the library does, and where an error arose, on standard error.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            order = 52,
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    Command(Console console) {
        this.console = console;
    }

    /** Does the work. */
    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        if (verbose) {
            // The logger reads these when it is made, which no class has done by now.
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
            System.setProperty("org.slf4j.simpleLogger.log.io.quietcopy.Copier", "debug");
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
            System.setProperty("org.slf4j.simpleLogger.showThreadName", "true");
            System.setProperty("org.slf4j.simpleLogger.showLogName", "true");
        }
        return run();
    }

    boolean verbose() {
        return verbose || console.environment().containsKey("QUIETCOPY_LAUNCHER_DEBUG");
    }

    /** Returns whether programs read standard error, too. */
    boolean jsonOnErr() {
        return false;
    }
}
