package io.quietcopy.cli;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the settings. */
@CommandLine.Command(
        name = "config",
        sortOptions = false,
        customSynopsis = "quietcopy config [OPTION]... [FILE]",
        header = "List all settings with their values and where these come from.",
        description = {
            "",
            "A setting comes from a file, a Java system property, an environment variable (QUIETCOPY_PACE for"
                    + " quietcopy.pace), --set, or an option of its own; the later in this list wins."
        },
        footer = {
            "",
            "Examples:",
            "  quietcopy config",
            "  quietcopy config my.properties     checks a file and shows what it would mean"
        })
final class ConfigCommand extends Command {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Take settings from this file, like --config FILE.")
    private @Nullable String file;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    ConfigCommand(Console console) {
        super(console);
    }

    @Override
    int run() throws Exception {
        if (file != null) {
            config.file(file);
        }
        CopierConfig settings = config.load(console.environment());
        // Only the engines know whether their settings are right.
        Copier.create(settings).close();
        List<CopierConfig.Entry> entries = settings.entries();
        console.out().print(json ? json(entries) + "\n" : text(entries));
        return ExitStatus.DONE;
    }

    private String text(List<CopierConfig.Entry> entries) {
        Table table = new Table("KEY", "VALUE", "FROM", "ACCEPTED");
        for (CopierConfig.Entry entry : entries) {
            table.add(entry.key(), entry.value(), origin(entry), entry.accepted());
        }
        return table.render(console.outWidth());
    }

    private static String json(List<CopierConfig.Entry> entries) {
        return Json.object(json -> Json.objects(json, "settings", entries, (item, entry) -> {
            item.writeStringField("key", entry.key());
            item.writeStringField("value", entry.value());
            item.writeStringField("origin", origin(entry));
            item.writeStringField("accepted", entry.accepted());
        }));
    }

    /** What the library calls code is, here, an option. */
    private static String origin(CopierConfig.Entry entry) {
        return entry.origin().equals("code") ? "option --set" : entry.origin();
    }
}
