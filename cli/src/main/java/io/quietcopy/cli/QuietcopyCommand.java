package io.quietcopy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The command without a subcommand: it shows its help. */
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
final class QuietcopyCommand implements Runnable {
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

    private final Console console;

    QuietcopyCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        if (!version) {
            throw new UsageException("what shall be done? Name a command");
        }
        console.out().println(Version.text());
    }
}
