/** Quietcopy measured beside what a user would take instead. */
module io.quietcopy.benchmarks {
    requires com.fasterxml.jackson.core;
    requires com.sun.jna;
    requires io.quietcopy.api;
    requires io.quietcopy.testbed;
    requires static org.jspecify;
}
