package io.quietcopy.internal.engine;

import io.quietcopy.spi.CopyEngineProvider;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider that was found, or the trace of one that could not be made.
 *
 * @param provider the provider; empty if it could not be made
 * @param className the name of its class, or of the service file where not even that is known
 * @param location the jar or folder it came from; empty if not known
 * @param version the version of its module or jar; empty if it has none
 * @param problem why it could not be made; empty if it was
 */
record FoundProvider(
        Optional<CopyEngineProvider> provider, String className, String location, String version, String problem) {

    static FoundProvider of(CopyEngineProvider provider) {
        Class<?> type = provider.getClass();
        return new FoundProvider(Optional.of(provider), type.getName(), location(type), version(type), "");
    }

    static FoundProvider broken(Class<?> type, String problem) {
        return new FoundProvider(Optional.empty(), type.getName(), location(type), version(type), problem);
    }

    static FoundProvider broken(String className, String problem) {
        return new FoundProvider(Optional.empty(), className, "", "", problem);
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL url = source == null ? null : source.getLocation();
        if (url == null) {
            return "";
        }
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return url.toString(); // a jar within a jar, or on a server
        }
    }

    private static String version(Class<?> type) {
        ModuleDescriptor module = type.getModule().getDescriptor();
        if (module != null) {
            return module.rawVersion().orElse("");
        }
        Package container = type.getPackage();
        return container == null ? "" : Objects.requireNonNullElse(container.getImplementationVersion(), "");
    }
}
