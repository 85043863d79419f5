/** The conformance suite for copy engines. */
module io.quietcopy.conformance {
    requires transitive io.quietcopy.api;
    requires transitive org.junit.jupiter.api;
    requires io.quietcopy.testbed;
    requires net.jqwik.api;
    requires org.opentest4j;
    requires static info.picocli;
    requires static org.jspecify;

    uses io.quietcopy.spi.CopyEngineProvider;

    exports io.quietcopy.conformance;

    opens io.quietcopy.conformance.internal.command to
            info.picocli;
}
