package io.quietcopy.internal.engine;

import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.EngineAttempt;
import io.quietcopy.EngineInfo;
import io.quietcopy.EngineInfo.State;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.config.Nearest;
import io.quietcopy.spi.CopyEngineProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The engines of one Copier: which there are, what is wrong with the others, and the engines themselves.
 *
 * <p>A provider that fails in any way becomes a row that says so, and hurts no other one. The declarations of providers are read
 * when the registry is made. Whether an engine is available is asked when a selection or the table first needs it, and then
 * remembered for the life of the registry, since the answer may cost a process or a library; what has changed on the machine
 * meanwhile is seen by a new registry. At the same time the engine is made; {@link #close()} closes it. Two providers of one id
 * are both unusable, and a selection that they concern is refused.
 *
 * <p>Thread-safe. {@link #engines()} and {@link #candidates} may take as long as the engines take to find out whether they are
 * available; they are not for a thread that must answer in time.
 */
public final class EngineRegistry implements AutoCloseable {
    private static final String AUTO = "auto";

    private final List<Provider> providers;
    private final List<String> notes;
    private final Map<String, String> duplicates;
    private volatile boolean closed;

    private EngineRegistry(CopierConfig config, List<FoundProvider> found) {
        List<Provider> made = found.stream().map(Provider::new).toList();
        notes = EngineSettingsCheck.apply(config, made);
        duplicates = spoilDuplicates(made);
        providers = made.stream()
                .sorted(Comparator.comparing(Provider::priority).reversed().thenComparing(Provider::name))
                .toList();
    }

    private static Map<String, String> spoilDuplicates(List<Provider> providers) {
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, List<Provider>> byId = providers.stream()
                .filter(provider -> provider.id().isPresent())
                .collect(Collectors.groupingBy(Provider::name, LinkedHashMap::new, Collectors.toList()));
        byId.forEach((id, same) -> {
            if (same.size() > 1) {
                String problem = "there are " + same.size() + " engines with the id " + id + ": "
                        + same.stream().map(Provider::origin).collect(Collectors.joining(", and "));
                problems.put(id, problem);
                same.forEach(provider -> provider.spoil(new BrokenProviderException(State.BROKEN, problem, null)));
            }
        });
        return problems;
    }

    /**
     * Makes a registry of the providers that the ServiceLoader finds by the API's class loader, and by the context class loader
     * of this thread.
     *
     * @param config holds the engines' settings, never null
     * @return the registry, never null; to be closed
     * @throws ConfigException if an engine has no such setting, or does not accept its value
     */
    public static EngineRegistry load(CopierConfig config) {
        return new EngineRegistry(config, ProviderFinder.find());
    }

    /**
     * Makes a registry of the given providers only.
     *
     * @param config holds the engines' settings, never null
     * @param providers the providers, never null, none null, copied
     * @return the registry, never null; to be closed
     * @throws ConfigException if an engine has no such setting, or does not accept its value
     */
    public static EngineRegistry of(CopierConfig config, List<? extends CopyEngineProvider> providers) {
        List<FoundProvider> found = new ArrayList<>();
        List.copyOf(providers).forEach(provider -> found.add(FoundProvider.of(provider)));
        return new EngineRegistry(config, found);
    }

    /**
     * Returns all providers, usable or not.
     *
     * @return the rows, by falling priority (0 for those that are broken from the start), then by id; never null
     */
    public List<EngineInfo> engines() {
        return providers.stream().map(Provider::row).toList();
    }

    /**
     * Returns what a selection has to consider, in the order in which it has to.
     *
     * @param wanted {@code auto} alone, or ids in order of preference; never null
     * @return for {@code auto} all providers by falling priority, then by id, those that cannot be used included with their
     *     reasons; otherwise one candidate for each wanted id; never null
     * @throws CopyException with {@link ErrorCode#ENGINE_DUPLICATE} if two providers have one of the ids (for {@code auto},
     *     any id), or with {@link ErrorCode#COPIER_CLOSED}; nothing has been touched
     */
    public List<Candidate> candidates(List<String> wanted) throws CopyException {
        if (closed) {
            throw CopyException.builder(ErrorCode.COPIER_CLOSED, "the copier is closed")
                    .build();
        }
        boolean auto = wanted.equals(List.of(AUTO));
        for (Map.Entry<String, String> duplicate : duplicates.entrySet()) {
            if (auto || wanted.contains(duplicate.getKey())) {
                throw CopyException.refusal(ErrorCode.ENGINE_DUPLICATE, duplicate.getValue())
                        .build();
            }
        }
        if (auto) {
            return providers.stream().map(Provider::candidate).toList();
        }
        return wanted.stream().map(this::candidate).toList();
    }

    private Candidate candidate(String id) {
        return providers.stream()
                .filter(provider -> provider.id().equals(Optional.of(id)))
                .findFirst()
                .map(Provider::candidate)
                .orElseGet(() -> new Candidate(id, Optional.empty(), "it is not on the class path" + meant(id)));
    }

    private String meant(String id) {
        List<String> ids =
                providers.stream().flatMap(provider -> provider.id().stream()).toList();
        return Nearest.of(id, ids)
                .filter(known -> Nearest.isSlip(id, known))
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    /**
     * Returns what else is worth knowing of the engines' settings.
     *
     * @return a sentence for each setting of an engine that is not on the class path, never null
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * Writes engines and what became of them as a table.
     *
     * @param engines the rows, never null
     * @param attempts what a selection did with them, never null; their reasons replace those of the rows
     * @return lines of text with a head line, the last without a line break; never null
     */
    public static String table(List<? extends EngineInfo> engines, List<EngineAttempt> attempts) {
        return EngineTable.text(engines, attempts);
    }

    /** Closes the engines that were made, once; an engine that fails at that is logged. */
    @Override
    public void close() {
        closed = true;
        providers.forEach(Provider::close);
    }
}
