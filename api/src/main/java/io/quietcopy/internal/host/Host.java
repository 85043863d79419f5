package io.quietcopy.internal.host;

import io.quietcopy.spi.HostServices;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine as a Copier sees it: the optional {@link HostServices}, and where the kernel's own tables stand.
 *
 * @param services the services of the operating system, empty where none are available
 * @param proc normally {@code /proc}
 * @param sys normally {@code /sys}
 */
public record Host(Optional<HostServices> services, Path proc, Path sys) {
    /** Returns this machine. */
    public static Host local(Optional<HostServices> services) {
        return new Host(services, Path.of("/proc"), Path.of("/sys"));
    }
}
