package io.quietcopy.cli;

import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyPlan;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Tells what a copy would do. */
@CommandLine.Command(
        name = "explain",
        sortOptions = false,
        customSynopsis = "quietcopy explain [OPTION]... SOURCE TARGET",
        header = "Tell what a copy would do, without creating or writing anything.",
        footer = {
            "",
            "Example:",
            "  quietcopy explain --in-place disk.raw /dev/vg/restored",
            "",
            "Exit status: 0 an engine would take the copy, 2 wrong arguments or settings, 3 it would be",
            "refused, 4 no engine would take it."
        })
final class ExplainCommand extends Command {
    @Mixin
    private RequestOptions options = new RequestOptions();

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    ExplainCommand(Console console) {
        super(console);
    }

    @Override
    int run() throws CopyException {
        CopyPlan plan;
        try (Copier copier = Copier.create(config.load(console.environment()))) {
            plan = copier.explain(options.request().build());
        }
        console.out().print(json ? plan.toJson() + "\n" : Summary.of(plan, console.outWidth()));
        return Summary.isPossible(plan) ? ExitStatus.DONE : ExitStatus.NO_ENGINE;
    }
}
