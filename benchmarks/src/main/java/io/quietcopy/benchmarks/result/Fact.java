package io.quietcopy.benchmarks.result;

/** What is known of a setting beforehand, and compared with. */
public enum Fact {
    /** What the storage model lets through in one direction, in bytes a second. */
    MODEL_BYTES_PER_SECOND("modelBytesPerSecond"),
    /** The model's bandwidth times its latency, in bytes. */
    BANDWIDTH_DELAY_BYTES("bandwidthDelayBytes"),
    /** What the file system has allocated for the source, in bytes. */
    SOURCE_ALLOCATED_BYTES("sourceAllocatedBytes");

    private final String key;

    Fact(String key) {
        this.key = key;
    }

    /** Returns the name in the JSON. */
    public String key() {
        return key;
    }
}
