/** The Quietcopy library: copies virtual-disk images past the page cache. */
module io.quietcopy.api {
    requires org.slf4j;
    requires static org.jspecify;

    exports io.quietcopy;
    exports io.quietcopy.spi;

    uses io.quietcopy.spi.CopyEngineProvider;
    uses io.quietcopy.spi.HostServices;
}
