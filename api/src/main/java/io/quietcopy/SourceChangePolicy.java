package io.quietcopy;

/** What a change of the source during the copy means. */
public enum SourceChangePolicy {
    /** A source whose length, modification time or identity changed makes the copy fail. The default. */
    FAIL,
    /**
     * The length at the start counts; bytes that change meanwhile are copied as found. A source that becomes shorter is an
     * error all the same: bytes are never invented.
     */
    FIXED_LENGTH
}
