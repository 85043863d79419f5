/** The quietcopy command. */
module io.quietcopy.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.quietcopy.api;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens io.quietcopy.cli to
            info.picocli;
}
