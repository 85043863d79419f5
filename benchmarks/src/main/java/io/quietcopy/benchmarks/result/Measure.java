package io.quietcopy.benchmarks.result;

/** What is measured of one run. Each has a unit, which its name tells. */
public enum Measure {
    /** The time of the whole run in seconds: of a command from its start to its end, until the data is on the storage. */
    SECONDS("seconds"),
    /** The length of the image divided by the time, in bytes a second; of several copies at once, all of them. */
    BYTES_PER_SECOND("bytesPerSecond"),
    /** The time of processors in user mode, of all processes of the run, in seconds. */
    USER_SECONDS("userSeconds"),
    /** The time of processors in the kernel on behalf of the run, in seconds; not that of the kernel's own threads. */
    SYSTEM_SECONDS("systemSeconds"),
    /** Both kinds of processor time, per GiB of the image's data. */
    CPU_SECONDS_PER_GIB("cpuSecondsPerGiB"),
    /** The most memory of the run's largest process at a time, in bytes; of several copies at once, the sum of these. */
    PEAK_MEMORY_BYTES("peakMemoryBytes"),
    /** Pages of the source in the page cache after the run. */
    SOURCE_PAGES("sourcePagesLeft"),
    /** Pages of the target in the page cache after the run. */
    TARGET_PAGES("targetPagesLeft"),
    /** Bytes that the file system has allocated for the target. */
    ALLOCATED_BYTES("allocatedBytes"),
    /** The most bytes in flight at the source's storage model after the start-up phase. */
    READ_IN_FLIGHT_BYTES("readInFlightBytes"),
    /** The most bytes in flight at the target's storage model after the start-up phase. */
    WRITE_IN_FLIGHT_BYTES("writeInFlightBytes"),
    /** The largest in-flight window of the report, in bytes. */
    WINDOW_BYTES("windowBytes"),
    /** How long the neighbour's fsync of a log record took while the copy ran, in seconds: the median. */
    LOG_P50_SECONDS("logP50Seconds"),
    /** The same: what 99 of 100 did not exceed. */
    LOG_P99_SECONDS("logP99Seconds"),
    /** The same: the longest. */
    LOG_MAX_SECONDS("logMaxSeconds"),
    /** How long the neighbour's reads of its working set took while the copy ran, in seconds: the median. */
    READ_P50_SECONDS("readP50Seconds"),
    /** The same: what 99 of 100 did not exceed. */
    READ_P99_SECONDS("readP99Seconds"),
    /** The same: the longest. */
    READ_MAX_SECONDS("readMaxSeconds"),
    /** How much of the neighbour's working set that was cached before the copy still was after it, from 0 to 1. */
    WORKING_SET_CACHED("workingSetCached");

    private final String key;

    Measure(String key) {
        this.key = key;
    }

    /** Returns the name in the JSON. */
    public String key() {
        return key;
    }
}
