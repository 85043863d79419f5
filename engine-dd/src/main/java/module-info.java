/** Copies with GNU dd as a child process. */
module io.quietcopy.engine.dd {
    requires transitive io.quietcopy.api;
    requires org.apache.commons.exec;

    exports io.quietcopy.engine.dd;

    provides io.quietcopy.spi.CopyEngineProvider with
            io.quietcopy.engine.dd.DdEngineProvider;

    requires static org.jspecify;
}
