/** Copies with direct I/O in pure Java. */
module io.quietcopy.engine.nio {
    requires transitive io.quietcopy.api;
    requires io.quietcopy.engine.support;
    requires jdk.unsupported;

    exports io.quietcopy.engine.nio;

    requires static org.jspecify;
}
