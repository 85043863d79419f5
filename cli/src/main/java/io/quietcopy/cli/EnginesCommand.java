package io.quietcopy.cli;

import io.quietcopy.Copier;
import io.quietcopy.EngineInfo;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Lists the engines. */
@CommandLine.Command(
        name = "engines",
        sortOptions = false,
        customSynopsis = "quietcopy engines [OPTION]...",
        header = "List the copy engines, whether they work here, and their settings.",
        footer = {"", "Example:", "  quietcopy engines"})
final class EnginesCommand extends Command {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    EnginesCommand(Console console) {
        super(console);
    }

    @Override
    int run() throws Exception {
        List<EngineInfo> engines;
        try (Copier copier = Copier.create(config.load(console.environment()))) {
            engines = copier.engines();
        }
        console.out().print(json ? json(engines) + "\n" : text(engines));
        return ExitStatus.DONE;
    }

    private String text(List<EngineInfo> engines) {
        if (engines.isEmpty()) {
            return "There are no engines on the class path.\n";
        }
        Table table = new Table("ENGINE", "STATE", "PRIORITY", "VERSION", "NOTES");
        for (EngineInfo engine : engines) {
            table.add(
                    engine.id(),
                    Text.id(engine.state()),
                    Integer.toString(engine.priority()),
                    engine.version(),
                    notes(engine));
        }
        StringBuilder text = new StringBuilder(table.render(console.outWidth()));
        for (EngineInfo engine : engines) {
            if (!engine.settings().isEmpty()) {
                text.append("\nSettings of ").append(engine.id()).append('\n');
                engine.settings()
                        .forEach(setting -> text.append("  ")
                                .append(String.join("\n      ", Text.wrap(setting, console.outWidth() - 6)))
                                .append('\n'));
            }
        }
        return text.toString();
    }

    private String notes(EngineInfo engine) {
        StringBuilder notes = new StringBuilder(engine.reason());
        if (!engine.capabilities().isEmpty()) {
            notes.append(notes.isEmpty() ? "" : "; ").append("can: ").append(String.join(", ", engine.capabilities()));
        }
        if (verbose() || engine.state() == EngineInfo.State.BROKEN) {
            notes.append('\n').append(engine.className()).append("\n").append(engine.location());
        }
        return notes.toString();
    }

    private static String json(List<EngineInfo> engines) {
        return Json.object(json -> Json.objects(json, "engines", engines, (item, engine) -> {
            item.writeStringField("id", engine.id());
            item.writeStringField("state", Text.id(engine.state()));
            item.writeStringField("reason", engine.reason());
            item.writeNumberField("priority", engine.priority());
            item.writeStringField("version", engine.version());
            item.writeStringField("class", engine.className());
            item.writeStringField("location", engine.location());
            Json.strings(item, "capabilities", engine.capabilities());
            Json.strings(item, "settings", engine.settings());
        }));
    }
}
