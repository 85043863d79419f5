/** What a copy engine written in Java needs. Optional for engine authors. */
module io.quietcopy.engine.support {
    requires transitive io.quietcopy.api;
    requires jdk.unsupported;
    requires org.slf4j;

    exports io.quietcopy.engine.support;

    requires static org.jspecify;
}
