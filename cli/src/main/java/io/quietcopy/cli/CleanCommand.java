package io.quietcopy.cli;

import io.quietcopy.CopyException;
import io.quietcopy.Leftovers;
import io.quietcopy.Leftovers.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes what killed copies have left. */
@CommandLine.Command(
        name = "clean",
        sortOptions = false,
        customSynopsis = "quietcopy clean [OPTION]... FOLDER",
        header = "List and remove the temporary files that killed copies have left in a folder.",
        description = {
            "",
            "Files of a copy that still runs, or that another host made, are listed but stay. Folders below"
                    + " FOLDER are not searched."
        },
        footer = {"", "Example:", "  quietcopy clean --dry-run /srv/backup"})
final class CleanCommand extends Command {
    @Parameters(paramLabel = "FOLDER", description = "Where copies were made to.")
    private String folder = "";

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only list.")
    private boolean dryRun;

    CleanCommand(Console console) {
        super(console);
    }

    /** What became of a file. */
    private record Outcome(Leftover file, long bytes, String fate, String reason) {}

    @Override
    int run() throws CopyException {
        Path path = Paths.of("FOLDER", folder);
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (Leftover file : Leftovers.find(path)) {
                outcomes.add(handle(file));
            }
        } catch (IOException e) {
            throw new UsageException("the folder " + Text.printable(path) + " cannot be read: " + IoText.reason(e), e);
        }
        console.out().print(json ? json(path, outcomes) + "\n" : text(path, outcomes));
        return outcomes.stream().anyMatch(o -> o.fate().equals("failed")) ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private Outcome handle(Leftover file) {
        long bytes = length(file.path());
        if (!file.removable()) {
            return new Outcome(file, bytes, "kept", file.owner());
        }
        if (dryRun) {
            return new Outcome(file, bytes, "removable", file.owner());
        }
        try {
            return file.remove()
                    ? new Outcome(file, bytes, "removed", file.owner())
                    : new Outcome(file, bytes, "kept", "gone, or in use after all");
        } catch (IOException e) {
            return new Outcome(file, bytes, "failed", IoText.reason(e));
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private String text(Path path, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return "Nothing to clean in " + Text.printable(path) + "\n";
        }
        Table table = new Table(dryRun ? "WOULD BE" : "RESULT", "LENGTH", "FILE", "OWNER");
        for (Outcome outcome : outcomes) {
            table.add(
                    dryRun && outcome.fate().equals("removable") ? "removed" : outcome.fate(),
                    Sizes.bytes(outcome.bytes()),
                    Text.printable(outcome.file().path()),
                    outcome.reason());
        }
        return table.render(console.outWidth());
    }

    private static String json(Path path, List<Outcome> outcomes) {
        return Json.object(json -> {
            json.writeStringField("folder", path.toString());
            Json.objects(json, "leftovers", outcomes, (item, outcome) -> {
                item.writeStringField("path", outcome.file().path().toString());
                item.writeNumberField("bytes", outcome.bytes());
                item.writeStringField("result", outcome.fate());
                item.writeStringField("owner", outcome.file().owner());
                item.writeStringField("reason", outcome.reason());
            });
        });
    }
}
