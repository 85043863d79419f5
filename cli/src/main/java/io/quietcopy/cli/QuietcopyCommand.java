package io.quietcopy.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a subcommand: it shows its version or its help. */
@CommandLine.Command(
        name = "quietcopy",
        header = "Copies virtual-disk images past the page cache, so that the neighbours do not notice.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Example:",
            "  quietcopy copy /dev/vg/snapshot /srv/backup/disk.raw",
            "",
            "'quietcopy COMMAND --help' tells more."
        })
final class QuietcopyCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "Show the version, the Java and the system, and exit.")
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console;

    QuietcopyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (version) {
            console.out().println(Version.text());
            return ExitStatus.DONE;
        }
        Objects.requireNonNull(spec).commandLine().usage(console.err());
        return ExitStatus.USAGE;
    }
}
