package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.drive.SuiteSettings;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.SettingSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is asked of a provider, before any file is there. */
final class ProviderChecks {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern SETTING = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private ProviderChecks() {}

    static List<Check> all() {
        return List.of(
                OwnCheck.of("provider-id", "the id is a word, and always the same", ProviderChecks::id, "E-PROVIDER-2"),
                OwnCheck.of(
                        "provider-level",
                        "the SPI level is one that the library takes",
                        ProviderChecks::level,
                        "E-PROVIDER-3"),
                OwnCheck.of(
                        "provider-settings",
                        "settings are declared, and take their own defaults",
                        ProviderChecks::settings,
                        "E-PROVIDER-6"),
                OwnCheck.of(
                        "provider-creates",
                        "availability is told, and what is available can be made",
                        ProviderChecks::creates,
                        "E-PROVIDER-5",
                        "E-PROVIDER-4",
                        "E-CAP-1"));
    }

    private static void id(CheckContext context) {
        context.seen("E-PROVIDER-2");
        CopyEngineProvider provider = context.subject().provider();
        String id = provider.id();
        if (!ID.matcher(id).matches() || id.equals("auto")) {
            context.broken("E-PROVIDER-2", "id() returns \"" + id + "\"");
        }
        if (!id.equals(provider.id())) {
            context.broken("E-PROVIDER-2", "id() returned \"" + id + "\" and then \"" + provider.id() + "\"");
        }
    }

    private static void level(CheckContext context) {
        context.seen("E-PROVIDER-3");
        int level = context.subject().provider().spiLevel();
        if (level < 1 || level > CopyEngineProvider.SPI_LEVEL) {
            context.broken(
                    "E-PROVIDER-3",
                    "spiLevel() returns " + level + "; the library takes 1 to " + CopyEngineProvider.SPI_LEVEL);
        }
    }

    private static void settings(CheckContext context) {
        context.seen("E-PROVIDER-6");
        Set<String> names = new HashSet<>();
        for (SettingSpec spec : context.subject().provider().settings()) {
            String name = spec.name();
            if (!SETTING.matcher(name).matches()) {
                context.broken(
                        "E-PROVIDER-6", "the setting \"" + name + "\" is not lower-case words joined by hyphens");
            }
            if (!names.add(name)) {
                context.broken("E-PROVIDER-6", "the setting " + name + " is declared twice");
            }
            try {
                spec.check(spec.defaultValue());
            } catch (RuntimeException e) {
                context.broken(
                        "E-PROVIDER-6",
                        "the setting " + name + " does not accept its own default \"" + spec.defaultValue() + "\": "
                                + e);
            }
            for (String odd : List.of("", " ", "\u0000", "-1", "9".repeat(40), "no such value")) {
                try {
                    spec.check(odd);
                } catch (RuntimeException e) {
                    if (e instanceof IllegalArgumentException) {
                        continue;
                    }
                    context.broken(
                            "E-PROVIDER-6",
                            "the setting " + name + " refuses \"" + odd + "\" by " + e
                                    + " instead of IllegalArgumentException");
                }
            }
        }
        undeclared(context);
    }

    private static void undeclared(CheckContext context) {
        SuiteSettings values = context.subject().settings();
        try (CopyEngine engine = context.subject().provider().create(values)) {
            engine.capabilities();
        } catch (IllegalArgumentException e) {
            // told below
            context.broken("E-PROVIDER-6", "create() threw " + e);
        }
        if (!values.undeclared().isEmpty()) {
            context.broken("E-PROVIDER-6", "settings are read that are not declared: " + values.undeclared());
        }
    }

    private static void creates(CheckContext context) {
        context.seen("E-PROVIDER-4", "E-PROVIDER-5", "E-CAP-1");
        CopyEngineProvider provider = context.subject().provider();
        SuiteSettings defaults = new SuiteSettings(provider.settings(), Map.of());
        long begin = System.nanoTime();
        Availability availability;
        try {
            availability = provider.availability(defaults);
        } catch (RuntimeException | LinkageError e) {
            context.broken("E-PROVIDER-4", "availability() threw " + e);
            return;
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        if (seconds > 10) {
            context.broken("E-PROVIDER-4", "availability() took " + seconds + " seconds");
        }
        if (!availability.isAvailable()) {
            if (availability.reason().isBlank()) {
                context.broken("E-PROVIDER-4", "the engine is not available, and availability() does not say why");
            }
            return;
        }
        try (CopyEngine engine = provider.create(defaults);
                CopyEngine other = provider.create(defaults)) {
            var capabilities = engine.capabilities();
            if (!capabilities.equals(other.capabilities()) || !capabilities.equals(engine.capabilities())) {
                context.broken(
                        "E-CAP-1", "capabilities() returned " + capabilities + " and then " + other.capabilities());
            }
            if (engine.limits().mostRanges() != other.limits().mostRanges()
                    || engine.limits().alignmentBytes() != other.limits().alignmentBytes()) {
                context.broken("E-CAP-1", "limits() returned different values");
            }
        } catch (RuntimeException | LinkageError e) {
            context.broken("E-PROVIDER-5", "availability() says \"" + availability + "\", but create() threw " + e);
        }
    }
}
