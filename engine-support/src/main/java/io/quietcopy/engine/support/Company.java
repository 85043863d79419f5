package io.quietcopy.engine.support;

/** Who else waits for the storage that a copy is on. */
public enum Company {
    /** Somebody does, or may: blocks should be small, for he waits for those before his own. */
    SOMEBODY,
    /** Nobody can tell. */
    UNKNOWN,
    /** As far as can be told there is nobody: blocks may be as large as it is cheapest. */
    NOBODY
}
