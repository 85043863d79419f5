package io.quietcopy.internal.engine;

import io.quietcopy.spi.CopyEngineProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds providers by the ServiceLoader, in such a way that a broken one never hides a good one.
 *
 * <p>The ServiceLoader may throw at each step (a malformed service file, a class that is missing or cannot be linked, a
 * constructor that throws) and then goes on at the next step. A broken loader may also throw the same thing for ever; so the
 * search in one class loader ends after eight failures that repeat an earlier one.
 */
final class ProviderFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderFinder.class);

    private static final int MOST_REPEATED_FAILURES = 8;
    private static final int MOST_FAILURES = 1000;
    private static final String SERVICE_FILE = "META-INF/services/" + CopyEngineProvider.class.getName();

    /** How the ServiceLoader of OpenJDK 17 to 25 names the provider that failed; another Java costs the name, no more. */
    private static final List<Pattern> FAILED_CLASS = List.of(
            Pattern.compile("Provider ([\\w.$]+) not found"),
            Pattern.compile("([\\w.$]+) not a subtype"),
            Pattern.compile("(?:class |interface )?([\\w.$]+) Unable to get public no-arg constructor"),
            Pattern.compile("(\\S+" + Pattern.quote(SERVICE_FILE) + "):\\d+:"));

    private final List<FoundProvider> found = new ArrayList<>();
    private final Set<Class<?>> classes = new HashSet<>();
    private final Set<String> failures = new HashSet<>();

    private ProviderFinder() {}

    /** Finds the providers that the API's class loader sees, then those that only the thread's context class loader sees. */
    static List<FoundProvider> find() {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(CopyEngineProvider.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            loaders.add(context);
        }
        return find(loaders);
    }

    /** Finds the providers that these class loaders see, each class once. */
    static List<FoundProvider> find(Collection<ClassLoader> loaders) {
        ProviderFinder finder = new ProviderFinder();
        loaders.forEach(finder::search);
        return List.copyOf(finder.found);
    }

    private void search(ClassLoader loader) {
        Iterator<ServiceLoader.Provider<CopyEngineProvider>> providers =
                ServiceLoader.load(CopyEngineProvider.class, loader).stream().iterator();
        Set<String> failuresHere = new HashSet<>();
        int repeated = 0;
        while (repeated < MOST_REPEATED_FAILURES && failuresHere.size() < MOST_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                make(providers.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                String failure = BrokenProviderException.describe(e);
                repeated += failuresHere.add(failure) ? 0 : 1;
                add(failure, FoundProvider.broken(failedClass(failure), reason(e)), e);
            }
        }
        LOG.warn("the search for engines in {} was given up: the class loader fails again and again", loader);
    }

    private void make(ServiceLoader.Provider<CopyEngineProvider> provider) {
        try {
            CopyEngineProvider instance = provider.get();
            if (classes.add(instance.getClass())) {
                found.add(FoundProvider.of(instance));
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            Class<?> type = provider.type();
            add(type + "@" + System.identityHashCode(type), FoundProvider.broken(type, reason(e)), e);
        }
    }

    private void add(String failure, FoundProvider provider, Throwable cause) {
        if (failures.add(failure)) {
            LOG.debug("{} is broken", provider.className(), cause);
            found.add(provider);
        }
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (thrown instanceof ServiceConfigurationError && cause != null) {
            return "it could not be made: " + BrokenProviderException.describe(cause);
        }
        String message = String.valueOf(thrown.getMessage());
        return thrown instanceof ServiceConfigurationError
                ? "it could not be loaded: " + message.replace(CopyEngineProvider.class.getName() + ": ", "")
                : "it could not be loaded: " + BrokenProviderException.describe(thrown);
    }

    private static String failedClass(String failure) {
        for (Pattern pattern : FAILED_CLASS) {
            Matcher matcher = pattern.matcher(failure);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return SERVICE_FILE;
    }
}
