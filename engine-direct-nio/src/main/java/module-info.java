/** Copies with direct I/O in pure Java. */
module io.quietcopy.engine.nio {
    requires transitive io.quietcopy.api;
    requires io.quietcopy.engine.support;
    requires jdk.unsupported;

    exports io.quietcopy.engine.nio;

    provides io.quietcopy.spi.CopyEngineProvider with
            io.quietcopy.engine.nio.NioEngineProvider;

    requires static org.jspecify;
}
