package io.quietcopy.internal.engine;

import io.quietcopy.EngineInfo;
import io.quietcopy.EngineInfo.State;
import io.quietcopy.internal.config.KeyNames;
import io.quietcopy.internal.units.Quote;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.SettingSpec;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider and what has become of it: every call to foreign code goes through here.
 *
 * <p>Its declarations (id, level, priority, settings) are read at once; whether it is available is asked, and its engine made,
 * when somebody first wants to know, and never again. Thread-safe once {@link #set} and {@link #spoil} are no longer called.
 */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

    private final FoundProvider found;
    private final Map<String, SettingValues.Value> given = new HashMap<>();
    private @Nullable CopyEngineProvider provider;
    private Optional<String> id = Optional.empty();
    private int priority;
    private List<SettingSpec> specs = List.of();
    private @Nullable State state;
    private String reason = "";
    private Set<String> capabilities = Set.of();
    private @Nullable CopyEngine engine;
    private boolean closed;

    Provider(FoundProvider found) {
        this.found = found;
        if (found.provider().isEmpty()) {
            state = State.BROKEN;
            reason = found.problem();
            return;
        }
        try {
            readDeclarations(found.provider().get());
            provider = found.provider().get();
        } catch (BrokenProviderException e) {
            spoil(e);
        }
    }

    private void readDeclarations(CopyEngineProvider foreign) throws BrokenProviderException {
        String name = BrokenProviderException.call("id()", foreign::id);
        if (!KeyNames.isWord(name) || name.equals("auto")) {
            throw new BrokenProviderException(
                    State.BROKEN,
                    "its id " + Quote.of(name) + " is not of lower-case letters, digits and hyphens, or is auto",
                    null);
        }
        id = Optional.of(name);
        int level = BrokenProviderException.call("spiLevel()", foreign::spiLevel);
        if (level < 1 || level > CopyEngineProvider.SPI_LEVEL) {
            throw new BrokenProviderException(
                    State.INCOMPATIBLE,
                    "it was built for SPI level " + level + ", and this library takes levels 1 to "
                            + CopyEngineProvider.SPI_LEVEL,
                    null);
        }
        priority = BrokenProviderException.call("priority()", foreign::priority);
        List<SettingSpec> answer = BrokenProviderException.call("settings()", foreign::settings);
        List<SettingSpec> declared = BrokenProviderException.call("settings()", () -> List.copyOf(answer));
        Set<String> names = new HashSet<>();
        for (SettingSpec spec : declared) {
            if (!KeyNames.isWord(spec.name()) || !names.add(spec.name())) {
                throw new BrokenProviderException(
                        State.BROKEN,
                        "it declares a setting " + Quote.of(spec.name()) + " that is malformed or a repetition",
                        null);
            }
        }
        specs = declared;
    }

    Optional<String> id() {
        return id;
    }

    /** Returns the id, or the name of the class if there is none. */
    String name() {
        return id.orElse(found.className());
    }

    int priority() {
        return priority;
    }

    /** Returns the class and where it came from. */
    String origin() {
        return "class " + found.className() + " in "
                + (found.location().isEmpty() ? "an unknown place" : found.location());
    }

    /** Returns whether its declarations are known, so that its settings can be checked. */
    boolean isSound() {
        return provider != null;
    }

    List<SettingSpec> specs() {
        return specs;
    }

    /** Gives the value of a declared setting. */
    void set(String name, String value, String origin) {
        given.put(name, new SettingValues.Value(value, origin));
    }

    /** Takes it out of the game. */
    void spoil(BrokenProviderException e) {
        LOG.debug("engine {} ({}) is not usable: {}", name(), origin(), e.reason(), e.getCause());
        provider = null;
        state = e.state();
        reason = e.reason();
        priority = 0;
        specs = List.of();
    }

    synchronized Candidate candidate() {
        decide();
        return new Candidate(name(), Optional.ofNullable(engine), closed ? "the copier is closed" : reason);
    }

    synchronized EngineInfo row() {
        State known = decide();
        return new EngineRow(
                name(),
                found.className(),
                found.location(),
                found.version(),
                priority,
                known,
                reason,
                capabilities,
                specs.stream()
                        .map(spec -> KeyNames.ENGINE_PREFIX + name() + "." + spec.name() + " = " + spec.defaultValue()
                                + ": " + spec.description())
                        .toList());
    }

    private State decide() {
        State known = state;
        CopyEngineProvider foreign = provider;
        if (known != null || foreign == null) {
            return known == null ? State.BROKEN : known;
        }
        try {
            known = probe(foreign);
            state = known;
            return known;
        } catch (BrokenProviderException e) {
            spoil(e);
            return e.state();
        }
    }

    private State probe(CopyEngineProvider foreign) throws BrokenProviderException {
        SettingValues settings = new SettingValues(name(), specs, given);
        Availability availability =
                BrokenProviderException.call("availability()", () -> foreign.availability(settings));
        reason = availability.reason();
        if (!availability.isAvailable()) {
            availability.cause().ifPresent(cause -> LOG.debug("engine {} is unavailable", name(), cause));
            return State.UNAVAILABLE;
        }
        if (closed) {
            return State.AVAILABLE;
        }
        CopyEngine made = BrokenProviderException.call("create()", () -> foreign.create(settings));
        try {
            Set<Capability> declared = BrokenProviderException.call("capabilities()", made::capabilities);
            capabilities = BrokenProviderException.call("capabilities()", () -> names(declared));
        } catch (BrokenProviderException e) {
            close(made);
            throw e;
        }
        engine = made;
        return State.AVAILABLE;
    }

    private static Set<String> names(Set<Capability> capabilities) {
        Set<String> names = new LinkedHashSet<>();
        capabilities.stream()
                .sorted()
                .forEach(capability ->
                        names.add(capability.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return Collections.unmodifiableSet(names);
    }

    /** Closes the engine if it was made. */
    synchronized void close() {
        closed = true;
        CopyEngine made = engine;
        engine = null;
        if (made != null) {
            close(made);
        }
    }

    private void close(CopyEngine made) {
        try {
            BrokenProviderException.call("close()", () -> {
                made.close();
                return true;
            });
        } catch (BrokenProviderException e) {
            LOG.warn("engine {} failed while it was closed: {}", name(), e.reason(), e.getCause());
        }
    }
}
