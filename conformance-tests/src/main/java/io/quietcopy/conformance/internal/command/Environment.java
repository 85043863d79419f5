package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.spi.CopyEngineProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Where and how a run happens, in the order in which people want to know it. */
final class Environment {
    private static final List<String> FIRST = List.of("file-system", "folder", "devices", "settings", "tries", "seed");

    private Environment() {}

    static Map<String, String> of(CopyEngineProvider provider, ConformanceReport report) {
        Map<String, String> rest = new TreeMap<>(report.surroundings());
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("suite", version(Environment.class));
        environment.put("engine-version", version(provider.getClass()));
        environment.put("engine-from", Engines.origin(provider));
        for (String name : FIRST) {
            String value = rest.remove(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        environment.put("user", System.getProperty("user.name"));
        environment.putAll(rest);
        return environment;
    }

    private static String version(Class<?> type) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), "unknown");
    }
}
