package io.quietcopy.cli;

import io.quietcopy.ConfigException;
import io.quietcopy.CopyException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;

/** Runs a command line and turns whatever happens into an exit status. */
final class Cli {
    private final Console console;
    private boolean hung;

    Cli(Console console) {
        this.console = console;
    }

    /** Runs a command line. */
    int run(String... arguments) {
        CommandLine commandLine = commandLine(arguments);
        int status;
        try {
            Names.check(arguments);
            status = commandLine.execute(arguments);
        } catch (CopyException e) {
            status = report(e, isJson(arguments), false);
        } catch (RuntimeException | Error e) {
            status = unexpected(e, isJson(arguments), false);
        }
        // What a copy did is in the target; what the others do is in their output.
        boolean lost = console.out().checkError() && !isCopy(commandLine);
        return status == ExitStatus.DONE && lost ? ExitStatus.FAILED : status;
    }

    /** Returns whether a call hangs in the kernel, so that only a halt surely ends the process. */
    boolean hung() {
        return hung;
    }

    /** Returns the commands that these arguments can concern, with all that is to be known of them. */
    private CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new QuietcopyCommand(console)).addSubcommand(new CopyCommand(console));
        // To read what the annotations of the other commands say would be a good part of a small copy's time.
        if (arguments.length == 0 || !arguments[0].equals(CopyCommand.NAME)) {
            root.addSubcommand(new ExplainCommand(console))
                    .addSubcommand(new EnginesCommand(console))
                    .addSubcommand(new ConfigCommand(console))
                    .addSubcommand(new CleanCommand(console))
                    .addSubcommand(new CompletionCommand(console));
        }
        root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(Help.defaultColorScheme(console.outIsTerminal() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(console.outWidth())
                // A file may be called @name.
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler(this::usage)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> handle(e, commandLine));
        return root;
    }

    private static boolean isCopy(CommandLine commandLine) {
        var parsed = commandLine.getParseResult();
        return parsed != null
                && parsed.hasSubcommand()
                && parsed.subcommand().commandSpec().userObject() instanceof CopyCommand;
    }

    private int usage(ParameterException e, String[] arguments) {
        int status = usage(UsageText.of(e, arguments), isJson(arguments));
        console.err().println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return status;
    }

    private int usage(String problem, boolean json) {
        if (json) {
            console.out().println(Failure.json("usage", problem, ExitStatus.USAGE));
        }
        console.err().print(Failure.headline(problem, console.errWidth()));
        return ExitStatus.USAGE;
    }

    /** The option counts also where the arguments cannot be read. */
    private static boolean isJson(String[] arguments) {
        return Arrays.asList(arguments).contains("--json");
    }

    private int handle(Exception e, CommandLine commandLine) {
        @Nullable Command command = commandLine.getCommand() instanceof Command c ? c : null;
        boolean json = command != null && command.json;
        boolean verbose = command != null && command.verbose();
        if (verbose) {
            e.printStackTrace(console.err());
        }
        if (e instanceof CopyException copy) {
            return report(copy, json, command != null && command.jsonOnErr());
        }
        if (e instanceof ConfigException) {
            // What the library calls code is, here, an option.
            return usage(String.valueOf(e.getMessage()).replace(" (code)", " (option --set)"), json);
        }
        if (e instanceof UsageException) {
            return usage(String.valueOf(e.getMessage()), json);
        }
        return unexpected(e, json, verbose);
    }

    private int report(CopyException e, boolean json, boolean jsonOnErr) {
        hung = Failure.hangs(e);
        if (json) {
            console.out().println(Failure.json(e, false));
        }
        console.err().print(jsonOnErr ? Failure.json(e, false) + "\n" : Failure.text(e, console.errWidth()));
        return ExitStatus.of(e);
    }

    private int unexpected(Throwable e, boolean json, boolean traced) {
        if (json) {
            console.out().println(Failure.json("unexpected", e.toString(), ExitStatus.FAILED));
        }
        console.err().print(Failure.headline("this should not have happened: " + e, console.errWidth()));
        if (!traced) {
            e.printStackTrace(console.err());
        }
        console.err().println("Please report it with the lines above and those of 'quietcopy --version'.");
        return ExitStatus.FAILED;
    }
}
