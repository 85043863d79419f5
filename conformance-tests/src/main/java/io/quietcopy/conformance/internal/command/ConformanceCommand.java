package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceRun;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.internal.command.Terminal.Colour;
import io.quietcopy.conformance.internal.report.Judgement;
import io.quietcopy.conformance.internal.report.ReplayCommand;
import io.quietcopy.conformance.internal.report.ReportFolder;
import io.quietcopy.conformance.internal.report.RunRecord;
import io.quietcopy.conformance.internal.waiver.WaiverException;
import io.quietcopy.conformance.internal.waiver.Waivers;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Does what the command line asks for. Not thread-safe. */
public final class ConformanceCommand {
    private final Terminal terminal;
    private final Options options;

    private ConformanceCommand(Terminal terminal, Options options) {
        this.terminal = terminal;
        this.options = options;
    }

    /** Runs a command line; returns the exit status. */
    public static int run(String... arguments) {
        Terminal terminal = Terminal.ofProcess();
        Options options = new Options();
        CommandLine commandLine =
                new CommandLine(options).setExpandAtFiles(false).setUsageHelpWidth(100);
        try {
            commandLine.parseArgs(arguments);
            if (options.help) {
                terminal.line(commandLine.getUsageMessage(Ansi.OFF).stripTrailing());
                return ExitStatus.PASSED;
            }
            return new ConformanceCommand(terminal, options).execute();
        } catch (ParameterException e) {
            System.err.println("conformance: " + e.getMessage() + "\n--help tells which options there are.");
            return ExitStatus.USAGE;
        } catch (EndException e) {
            System.err.println("conformance: " + e.getMessage());
            return e.status();
        }
    }

    /** Returns the long names of all options. */
    public static List<String> options() {
        return new CommandLine(new Options())
                .getCommandSpec().options().stream()
                        .map(OptionSpec::longestName)
                        .toList();
    }

    private int execute() throws EndException {
        Engines engines = Engines.find();
        if (options.list) {
            Listing.print(terminal, engines);
            return ExitStatus.PASSED;
        }
        if (options.engine == null || options.folder == null) {
            throw EndException.usage(
                    "--engine ID and --dir DIR are needed; --list shows the engines, --help all options");
        }
        if (options.replay != null && (options.report != null || options.waivers != null || !options.rules.isEmpty())) {
            throw EndException.usage(
                    "--replay tries one copy again; --report, --waivers and --rule are for whole runs");
        }
        checkRules();
        Waivers waivers = waivers(options.waivers);
        Path folder = folder(options.folder);
        for (Path device : options.devices) {
            DeviceGuard.check(device);
        }
        CopyEngineProvider provider = engines.get(options.engine);
        ReplayCommand replay = replayCommand(options.engine, folder);
        // Before the run, which may take minutes.
        @Nullable ReportFolder reports = options.report == null ? null : prepare(options.report);
        try (ConformanceRun run = start(provider, folder)) {
            return options.replay == null
                    ? runAll(run, provider, waivers, replay, reports)
                    : replay(run, options.replay, replay);
        } catch (IOException e) {
            throw EndException.environment("what the run has made in " + folder + " cannot be removed: " + e, e);
        }
    }

    private void checkRules() throws EndException {
        for (String id : options.rules) {
            if (Rule.all().stream().noneMatch(rule -> rule.id().equals(id))) {
                throw EndException.usage("--rule: no engine rule has the id " + id + "; --list shows them");
            }
        }
    }

    private static Waivers waivers(@Nullable Path file) throws EndException {
        try {
            return file == null ? Waivers.none() : Waivers.read(file);
        } catch (WaiverException e) {
            throw EndException.usage("--waivers: " + e.getMessage());
        } catch (IOException e) {
            throw EndException.usage("--waivers: " + file + " cannot be read: " + e);
        }
    }

    private static Path folder(Path folder) throws EndException {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw EndException.environment("--dir: " + folder + " is not a folder that can be written to", null);
        }
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw EndException.environment("--dir: " + folder + " cannot be looked at: " + e, e);
        }
    }

    private static ReportFolder prepare(Path folder) throws EndException {
        try {
            return ReportFolder.prepare(folder);
        } catch (IOException e) {
            throw EndException.environment("--report: " + folder + " cannot be written to: " + e, e);
        }
    }

    private ReplayCommand replayCommand(String engine, Path folder) {
        List<String> words = new ArrayList<>(
                List.of("java", "-cp", System.getProperty("java.class.path"), Options.NAME, "--engine", engine));
        words.addAll(List.of("--dir", folder.toString()));
        options.devices.forEach(device -> words.addAll(List.of("--device", device.toString())));
        options.settings.forEach(setting -> words.addAll(List.of("--set", setting)));
        return new ReplayCommand(words);
    }

    private ConformanceRun start(CopyEngineProvider provider, Path folder) throws EndException {
        ConformanceRun.Builder builder = ConformanceRun.of(provider)
                .settings(settings(provider.id()))
                .folder(folder)
                .devices(options.devices);
        if (options.tries != null) {
            if (options.tries < 0) {
                throw EndException.usage("--tries: there are no " + options.tries + " tries");
            }
            builder.tries(options.tries);
        }
        if (options.seed != null) {
            builder.seed(options.seed);
        }
        if (!options.rules.isEmpty()) {
            builder.onlyRules(options.rules);
        }
        try {
            return builder.start();
        } catch (IllegalArgumentException e) {
            throw EndException.usage("--set: " + e.getMessage());
        } catch (IllegalStateException e) {
            throw EndException.environment(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw EndException.environment("nothing can be made in " + folder + ": " + e, e);
        } catch (NoClassDefFoundError e) {
            throw EndException.usage("the engine needs the class "
                    + String.valueOf(e.getMessage()).replace('/', '.')
                    + ", which is not on the class path; the jars that an engine needs belong into -cp, too");
        } catch (RuntimeException | LinkageError e) {
            throw EndException.engine("the engine failed before the first check: " + e + trace(e), e);
        }
    }

    private static String trace(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : "\n  at " + trace[0];
    }

    private Map<String, String> settings(String engine) throws EndException {
        String prefix = "quietcopy.engine." + engine + ".";
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : options.settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw EndException.usage("--set takes KEY=VALUE, but got '" + setting + "'");
            }
            String key = setting.substring(0, equals).strip();
            settings.put(
                    key.startsWith(prefix) ? key.substring(prefix.length()) : key,
                    setting.substring(equals + 1).strip());
        }
        return settings;
    }

    private int runAll(
            ConformanceRun run,
            CopyEngineProvider provider,
            Waivers waivers,
            ReplayCommand replay,
            @Nullable ReportFolder reports)
            throws EndException {
        Map<String, String> environment = Environment.of(provider, run.report());
        terminal.line(terminal.in(Colour.BOLD, provider.id()) + "  "
                + provider.getClass().getName() + " on "
                + environment.get("file-system") + " at " + environment.get("folder") + ", suite "
                + environment.get("suite"));
        ProgressLines progress = new ProgressLines(terminal, run.steps());
        for (ConformanceRun.Step step : run.steps()) {
            progress.begin(step);
            progress.end(step.execute());
        }
        Judgement judgement = Judgement.of(run.report(), waivers, options.rules, LocalDate.now(ZoneId.systemDefault()));
        if (reports != null) {
            try {
                reports.write(new RunRecord(judgement, environment, replay));
            } catch (IOException e) {
                throw EndException.environment("the reports cannot be written: " + e, e);
            }
        }
        new SummaryLines(terminal, replay).print(judgement);
        if (reports != null) {
            terminal.line("report: " + reports.file(ReportFolder.HTML));
        }
        return ExitStatus.of(judgement.outcome());
    }

    private int replay(ConformanceRun run, String text, ReplayCommand replay) throws EndException {
        CheckResult result;
        try {
            result = run.replay(text);
        } catch (IllegalArgumentException e) {
            throw EndException.usage("--replay: " + e.getMessage());
        }
        terminal.line(result.verdict().name().replace('_', ' ') + "  " + result.id() + "@" + result.place() + ": "
                + result.title());
        if (!result.reason().isEmpty()) {
            terminal.wrapped(2, result.reason());
        }
        SummaryLines lines = new SummaryLines(terminal, replay);
        result.findings().forEach(finding -> {
            terminal.line("");
            terminal.line("  " + terminal.in(Colour.RED, finding.rule().id()) + "  "
                    + finding.rule().title());
            lines.finding(finding);
        });
        return switch (result.verdict()) {
            case PASS -> ExitStatus.PASSED;
            case FAIL -> ExitStatus.FAILED;
            case SKIPPED, NOT_VERIFIED, NOT_TESTABLE -> ExitStatus.INCOMPLETE;
        };
    }
}
