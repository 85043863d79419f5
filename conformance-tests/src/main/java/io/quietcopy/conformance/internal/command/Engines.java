package io.quietcopy.conformance.internal.command;

import io.quietcopy.spi.CopyEngineProvider;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/** The engines on the class path. One that is broken does not hide the others. Immutable and thread-safe. */
final class Engines {
    private static final int MOST_FAILURES = 100;

    private final List<CopyEngineProvider> providers = new ArrayList<>();
    private final Set<String> failures = new LinkedHashSet<>();

    private Engines() {}

    /** Finds them. */
    static Engines find() {
        Engines engines = new Engines();
        Iterator<CopyEngineProvider> found =
                ServiceLoader.load(CopyEngineProvider.class).iterator();
        // The loader goes on behind a provider that it cannot make; one that fails for ever has to be left.
        int failed = 0;
        boolean more = true;
        while (more && failed < MOST_FAILURES) {
            try {
                more = found.hasNext();
                if (more) {
                    engines.providers.add(found.next());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                failed++;
                Throwable cause = e.getCause();
                engines.failures.add(e.getMessage() + (cause == null ? "" : ": " + cause));
            }
        }
        return engines;
    }

    /** Returns those that could be made. */
    List<CopyEngineProvider> providers() {
        return providers;
    }

    /** Returns why others could not. */
    Set<String> failures() {
        return failures;
    }

    /** Returns the one of an id. */
    CopyEngineProvider get(String id) throws EndException {
        List<CopyEngineProvider> fitting =
                providers.stream().filter(provider -> provider.id().equals(id)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.isEmpty()) {
            String there = providers.isEmpty()
                    ? "there is none at all; is the engine's jar in -cp, with META-INF/services/"
                            + CopyEngineProvider.class.getName() + " in it?"
                    : "there are "
                            + String.join(
                                    ", ",
                                    providers.stream()
                                            .map(CopyEngineProvider::id)
                                            .sorted()
                                            .toList());
            String broken = failures.isEmpty() ? "" : "\n" + String.join("\n", failures);
            throw EndException.usage("no engine on the class path has the id " + id + ": " + there + broken);
        }
        throw EndException.usage("two engines on the class path have the id " + id + ": " + origin(fitting.get(0))
                + " and " + origin(fitting.get(1)));
    }

    /** Returns the jar or folder that an engine comes from. */
    static String origin(CopyEngineProvider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        return source == null ? "unknown" : source.getLocation().getPath();
    }
}
