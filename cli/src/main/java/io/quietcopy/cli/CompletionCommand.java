package io.quietcopy.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the script with which a shell completes the command's arguments. */
@CommandLine.Command(
        name = "generate-completion",
        header = "Print a script with which bash and zsh complete commands, options, and their values.",
        footer = {
            "",
            "Example:",
            "  quietcopy generate-completion >~/.local/share/bash-completion/completions/quietcopy"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Switches file names off where the script has nothing to offer, as for SOURCE and TARGET. */
    private static final String NO_FILES = "  type compopt &>/dev/null && compopt +o default\n";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        console.out().print(AutoComplete.bash(root.getCommandName(), root).replace(NO_FILES, ""));
        return ExitStatus.DONE;
    }
}
