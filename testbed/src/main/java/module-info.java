/**
 * Real places and real trouble for tests: loop devices, mounted file systems, page-cache measurement, system-call
 * traces, storage that loses what was not flushed. Linux only; knows nothing of the code under test.
 */
module io.quietcopy.testbed {
    requires com.sun.jna;
    requires static org.jspecify;
    requires static org.junit.platform.launcher;
    requires org.opentest4j;

    exports io.quietcopy.testbed;
}
