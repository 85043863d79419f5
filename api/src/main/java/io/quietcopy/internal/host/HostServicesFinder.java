package io.quietcopy.internal.host;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.HostServices;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the host services, which are optional: what is broken is logged and left out. */
public final class HostServicesFinder {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    /** A broken service file can make an iterator throw for ever. */
    private static final int MOST_FAILURES = 8;

    private HostServicesFinder() {}

    /**
     * Looks on the class path, as this library's own class loader sees it, then as the thread's context loader does.
     *
     * @return the first services that are available here, or empty
     */
    public static Optional<HostServices> find() {
        ClassLoader own = HostServices.class.getClassLoader();
        Optional<HostServices> found = find(own);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return found.isPresent() || context == null || context == own ? found : find(context);
    }

    private static Optional<HostServices> find(@Nullable ClassLoader loader) {
        Iterator<HostServices> found =
                ServiceLoader.load(HostServices.class, loader).iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!found.hasNext()) {
                    return Optional.empty();
                }
                HostServices services = found.next();
                Availability availability = services.availability();
                if (availability.isAvailable()) {
                    return Optional.of(services);
                }
                LOG.debug("host services {}: {}", services.getClass().getName(), availability);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures++;
                LOG.debug("host services cannot be used", e);
            }
        }
        return Optional.empty();
    }
}
