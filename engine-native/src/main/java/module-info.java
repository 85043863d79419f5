/** Copies with the system calls of Linux, and offers them to the Copier as host services. */
module io.quietcopy.engine.linux {
    requires transitive io.quietcopy.api;
    requires com.sun.jna;
    requires io.quietcopy.engine.support;
    requires org.slf4j;

    provides io.quietcopy.spi.HostServices with
            io.quietcopy.engine.linux.host.LinuxHostServices;

    requires static org.jspecify;
}
