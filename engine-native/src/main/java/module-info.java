/** Copies with the system calls of Linux, and offers them to the Copier as host services. */
module io.quietcopy.engine.linux {
    requires transitive io.quietcopy.api;
    requires com.sun.jna;
    requires io.quietcopy.engine.support;
    requires org.slf4j;

    exports io.quietcopy.engine.linux;

    provides io.quietcopy.spi.CopyEngineProvider with
            io.quietcopy.engine.linux.NativeEngineProvider;
    provides io.quietcopy.spi.HostServices with
            io.quietcopy.engine.linux.host.LinuxHostServices;

    requires static org.jspecify;
}
