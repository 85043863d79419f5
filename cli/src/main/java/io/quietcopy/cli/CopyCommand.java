package io.quietcopy.cli;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.cli.ConfigOptions.OptionValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies. */
@CommandLine.Command(
        name = CopyCommand.NAME,
        sortOptions = false,
        customSynopsis = "quietcopy copy [OPTION]... SOURCE TARGET",
        header = "Copy a disk image past the page cache.",
        description = {
            "",
            "Without --replace or --in-place the target must not exist. The copy appears under its name when it is"
                    + " complete, never before.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  quietcopy copy /dev/vg/snapshot /srv/backup/disk.raw",
            "  quietcopy copy --in-place disk.raw /dev/vg/restored",
            "  quietcopy copy --in-place --ranges changed.txt --pace 80MiB/s disk.raw backup.raw",
            "",
            "Exit status: 0 done, 1 failed, 2 wrong arguments or settings, 3 refused with the target",
            "untouched, 4 no engine, 130 cancelled by Ctrl-C."
        })
final class CopyCommand extends Command {
    static final String NAME = "copy";

    @Mixin
    private RequestOptions options = new RequestOptions();

    @ArgGroup(validate = false, order = 6, heading = "%nTime limits:%n")
    private Limits limits = new Limits();

    private static final class Limits {
        @Option(
                names = "--deadline",
                paramLabel = "TIME",
                description = "Fail if the copy takes longer, for example 2h or 90s; off for no limit. Default: off.")
        private @Nullable String deadline;

        @Option(
                names = "--stall-timeout",
                paramLabel = "TIME",
                description = "Fail if nothing moves for so long; off for no limit. Default: 60s.")
        private @Nullable String stallTimeout;
    }

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            converter = Choices.Progress.class,
            completionCandidates = Choices.Progress.class,
            description = "Show progress on standard error: bar, json (one object a line), none, or auto: a bar if"
                    + " standard error is a terminal. Default: auto.")
    private ProgressStyle progress = ProgressStyle.AUTO;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress and no summary, only errors.")
    private boolean quiet;

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "Call the copy by this name in logs and in the report.")
    private @Nullable String label;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    CopyCommand(Console console) {
        super(console);
    }

    @Override
    int run() throws CopyException, InterruptedException {
        CopierConfig settings = config.load(console.environment(), settings());
        CopyRequest.Builder request = options.request();
        if (label != null) {
            request.label(label);
        }
        return copy(settings, request.build());
    }

    /** Times are read by the library's own parser, which settings have and requests do not. */
    private Map<String, OptionValue> settings() {
        Map<String, OptionValue> values = new LinkedHashMap<>();
        if (limits.deadline != null) {
            values.put("deadline", new OptionValue("--deadline", limits.deadline));
        }
        if (limits.stallTimeout != null) {
            values.put("stall-timeout", new OptionValue("--stall-timeout", limits.stallTimeout));
        }
        return values;
    }

    private int copy(CopierConfig settings, CopyRequest request) throws CopyException, InterruptedException {
        // Not closed after a failure: the process ends, and must do so where a call hangs in the kernel, too.
        Copier copier = Copier.create(settings);
        ProgressDisplay display = ProgressDisplay.of(quiet ? ProgressStyle.NONE : progress, console);
        CopyTask task = copier.start(request, display);
        try (Interruption interruption = Interruption.of(task, console.err())) {
            try {
                CopyReport report = task.await();
                interruption.complete();
                display.progressed(task.progress());
                display.close();
                print(report, algorithm(settings, request));
            } catch (CopyException e) {
                display.close();
                if (!interruption.caused(e)) {
                    throw e;
                }
                cancelled(e);
                return ExitStatus.CANCELLED;
            }
        }
        copier.close();
        return ExitStatus.DONE;
    }

    private void cancelled(CopyException e) {
        if (json) {
            console.out().println(Failure.json(e, true));
            console.out().flush();
        }
        console.err()
                .print(
                        jsonOnErr()
                                ? Failure.json(e, true) + "\n"
                                : Failure.headline(
                                        "cancelled; the target is " + Failure.target(e), console.errWidth()));
    }

    @Override
    boolean jsonOnErr() {
        return progress == ProgressStyle.JSON && !quiet;
    }

    private static String algorithm(CopierConfig settings, CopyRequest request) {
        return request.digest()
                .map(Text::id)
                .orElseGet(() -> settings.entry("digest").value());
    }

    private void print(CopyReport report, String algorithm) {
        if (json) {
            console.out().println(report.toJson());
        } else if (!quiet) {
            console.out().print(Summary.of(report, algorithm, console.outWidth()));
        }
        if (console.out().checkError()) {
            console.err().println("quietcopy: the copy is done, but standard output could not be written");
        }
    }
}
