package io.quietcopy.internal.engine;

import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.EngineInfo;
import io.quietcopy.internal.config.KeyNames;
import io.quietcopy.internal.config.Nearest;
import io.quietcopy.internal.units.Quote;
import io.quietcopy.spi.SettingSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gives each engine the settings that the config holds for it, checked against what the engine declares.
 *
 * <p>A setting of an engine that is not there is no mistake (the same config may serve several machines), unless its id looks
 * like a slip for one that is. Settings of a broken engine cannot be checked and are left alone.
 */
final class EngineSettingsCheck {
    private final List<Provider> providers;
    private final List<String> notes = new ArrayList<>();

    private EngineSettingsCheck(List<Provider> providers) {
        this.providers = providers;
    }

    /**
     * Gives the settings.
     *
     * @return a sentence for each setting of an engine that is not there
     * @throws ConfigException if an engine has no such setting or does not accept the value
     */
    static List<String> apply(CopierConfig config, List<Provider> providers) {
        EngineSettingsCheck check = new EngineSettingsCheck(providers);
        for (CopierConfig.Entry entry : config.entries()) {
            if (entry.key().startsWith(KeyNames.ENGINE_PREFIX)) {
                check.applyKey(entry);
            } else if (entry.key().startsWith(KeyNames.ENGINE_ENVIRONMENT_PREFIX)) {
                check.applyVariable(entry);
            }
        }
        return List.copyOf(check.notes);
    }

    private void applyKey(CopierConfig.Entry entry) {
        String[] idAndName =
                entry.key().substring(KeyNames.ENGINE_PREFIX.length()).split("\\.", 2);
        String id = idAndName[0];
        List<Provider> owners =
                providers.stream().filter(p -> p.id().equals(Optional.of(id))).toList();
        for (Provider owner : owners) {
            if (owner.isSound()) {
                SettingSpec spec = owner.specs().stream()
                        .filter(known -> known.name().equals(idAndName[1]))
                        .findFirst()
                        .orElseThrow(() -> unknownSetting(entry, owner, keys(owner)));
                give(entry, owner, spec);
            }
        }
        if (owners.isEmpty()) {
            ids().filter(known -> Nearest.isSlip(id, known)).findFirst().ifPresent(known -> {
                throw unknownEngine(entry, id, known);
            });
            notes.add("engine " + id + " is not on the class path, so " + entry.key() + " (" + entry.origin()
                    + ") has no effect");
        }
    }

    private record Owned(Provider owner, SettingSpec spec) {}

    private void applyVariable(CopierConfig.Entry entry) {
        String name = entry.key();
        List<Owned> meant = providers.stream()
                .flatMap(owner -> owner.specs().stream()
                        .filter(spec ->
                                KeyNames.environmentName(key(owner, spec)).equals(name))
                        .map(spec -> new Owned(owner, spec)))
                .toList();
        if (meant.size() > 1) {
            throw new ConfigException(
                    name,
                    entry.value(),
                    entry.origin(),
                    name + " may mean " + key(meant.get(0).owner, meant.get(0).spec) + " or "
                            + key(meant.get(1).owner, meant.get(1).spec) + "; set these by another source");
        }
        if (meant.size() == 1) {
            give(entry, meant.get(0).owner, meant.get(0).spec);
            return;
        }
        List<Provider> owners = providers.stream()
                .filter(p -> p.id().isPresent())
                .filter(p -> name.startsWith(KeyNames.environmentName(KeyNames.ENGINE_PREFIX + p.name()) + "_"))
                .toList();
        owners.stream()
                .filter(Provider::isSound)
                .max(Comparator.comparingInt(owner -> owner.name().length()))
                .ifPresent(owner -> {
                    throw unknownSetting(
                            entry,
                            owner,
                            keys(owner).stream().map(KeyNames::environmentName).toList());
                });
        if (owners.isEmpty()) {
            checkSlip(entry);
            notes.add("no engine on the class path has the setting " + name + ", so it has no effect");
        }
    }

    /** In a variable the id ends at some underscore, nobody knows at which; so each is tried. */
    private void checkSlip(CopierConfig.Entry entry) {
        String rest = entry.key().substring(KeyNames.ENGINE_ENVIRONMENT_PREFIX.length());
        IntStream.range(1, rest.length()).filter(i -> rest.charAt(i) == '_').forEach(end -> {
            String id = rest.substring(0, end).toLowerCase(Locale.ROOT).replace('_', '-');
            ids().filter(known -> Nearest.isSlip(id, known)).findFirst().ifPresent(known -> {
                throw unknownEngine(entry, id, known);
            });
        });
    }

    private Stream<String> ids() {
        return providers.stream().flatMap(provider -> provider.id().stream()).sorted();
    }

    private static String key(Provider owner, SettingSpec spec) {
        return KeyNames.ENGINE_PREFIX + owner.name() + "." + spec.name();
    }

    private static List<String> keys(Provider owner) {
        return owner.specs().stream().map(spec -> key(owner, spec)).toList();
    }

    private static ConfigException unknownSetting(CopierConfig.Entry entry, Provider owner, List<String> known) {
        return new ConfigException(
                entry.key(),
                entry.value(),
                entry.origin(),
                entry.key() + " (" + Quote.plain(entry.origin()) + ") is not a setting of engine " + owner.name()
                        + Nearest.of(entry.key(), known)
                                .map(nearest -> "; the nearest one is " + nearest)
                                .orElse(", which has no settings"));
    }

    private static ConfigException unknownEngine(CopierConfig.Entry entry, String id, String known) {
        return new ConfigException(
                entry.key(),
                entry.value(),
                entry.origin(),
                entry.key() + " (" + Quote.plain(entry.origin()) + ") is for an engine " + id
                        + ", which is not on the class path; did you mean " + known + "?");
    }

    private static void give(CopierConfig.Entry entry, Provider owner, SettingSpec spec) {
        try {
            BrokenProviderException.call("the check of setting " + spec.name(), () -> {
                spec.check(entry.value());
                return true;
            });
            owner.set(spec.name(), entry.value(), entry.origin());
        } catch (BrokenProviderException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal && e.state() == EngineInfo.State.BROKEN) {
                ConfigException problem = new ConfigException(
                        entry.key(),
                        entry.value(),
                        entry.origin(),
                        entry.key() + " = " + Quote.of(entry.value()) + " (" + Quote.plain(entry.origin())
                                + ") is not accepted: " + refusal.getMessage() + "; accepted: " + spec.accepted());
                problem.initCause(refusal);
                throw problem;
            }
            owner.spoil(e);
        }
    }
}
