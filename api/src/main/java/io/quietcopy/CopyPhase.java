package io.quietcopy;

/** The phases of a copy, in the order in which they run. */
public enum CopyPhase {
    /** Checks that read only. */
    PREFLIGHT,
    /** The ranges are checked and turned into extents of data and holes. */
    MAP,
    /** The target is claimed; a temporary file is made where one is needed. */
    STAGE,
    /** An engine is chosen by letting the candidates open source and target. */
    OPEN,
    /** Bytes move. */
    TRANSFER,
    /** The target's data is forced to the storage. */
    FLUSH,
    /** The target is read back and compared. */
    VERIFY,
    /** The finished file gets its name, and its folder is forced to the storage. */
    PUBLISH
}
