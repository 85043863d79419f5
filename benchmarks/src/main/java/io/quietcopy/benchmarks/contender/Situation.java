package io.quietcopy.benchmarks.contender;

/** What a contender finds where it shall copy to, which decides over its arguments. */
public enum Situation {
    /** A file of the right length with other content, which is to be written over. */
    EXISTING,
    /** Nothing. */
    FRESH,
    /** Nothing; the source is a sparse image, and the target shall be sparse too. */
    SPARSE,
    /** Block devices on both sides. */
    DEVICE
}
