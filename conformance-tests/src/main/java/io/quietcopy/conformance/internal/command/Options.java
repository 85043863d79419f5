package io.quietcopy.conformance.internal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command's options, as picocli fills them in. */
@Command(
        name = Options.NAME,
        customSynopsis = {
            "java -cp quietcopy-conformance-all.jar:my-engine.jar " + Options.NAME,
            "         --engine ID --dir DIR [--report DIR] [OPTION]..."
        },
        header = {"Proves that a copy engine keeps the rules of the specification, or shows where it does not.", ""},
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footer = {
            "",
            "Exit status:",
            "  0  every rule that binds the engine was put to the test and held",
            "  1  a rule is broken, or is waived but held",
            "  2  an argument is wrong",
            "  3  nothing, or not all that is required, was put to the test",
            "  4  the machine does not allow the run",
            "",
            "Loop devices and real faults need root. What the machine lacks is shown as skipped."
        })
final class Options {
    static final String NAME = "io.quietcopy.conformance.Main";

    @Option(
            names = "--engine",
            paramLabel = "ID",
            description = "The engine to test. Its jar, and those it needs, stand on the class path.")
    @Nullable
    String engine;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "An existing folder. Its file system is what the engine is tested on;"
                    + " everything that is made in it is removed again.")
    @Nullable
    Path folder;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.html, report.json and junit.xml into this folder.")
    @Nullable
    Path report;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "A block device to test on, too. EVERYTHING ON IT IS DESTROYED. Two of them are needed for copies"
                            + " from device to device.")
    List<Path> devices = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one of the engine's own settings, by its name without the prefix quietcopy.engine.ID.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = "--waivers",
            paramLabel = "FILE",
            description = "Rules that the engine is known to break, one a line: RULE LAST-DAY LINK REASON.")
    @Nullable
    Path waivers;

    @Option(
            names = "--tries",
            paramLabel = "N",
            description = "How many random copies each check tries in each place, beside those that it always tries.")
    @Nullable
    Integer tries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The number from which all random choices follow; the same unless it is set.")
    @Nullable
    Long seed;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "Run only the checks that prove this rule, and judge only it. May be given again.")
    Set<String> rules = new LinkedHashSet<>();

    @Option(names = "--replay", paramLabel = "TEXT", description = "Try one copy again: the text that a finding shows.")
    @Nullable
    String replay;

    @Option(
            names = "--list",
            description =
                    "List the engines on the class path, and the rules with the checks that prove them; run nothing.")
    boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
