package io.quietcopy;

/** Whether the storage may share or copy blocks itself. */
public enum OffloadPolicy {
    /** Every byte is read and written. */
    NEVER,
    /** Blocks may be shared between source and target where the file system can (reflink). */
    REFLINK
}
