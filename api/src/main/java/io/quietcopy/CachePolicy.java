package io.quietcopy;

/** How strictly a copy must stay out of the page cache. */
public enum CachePolicy {
    /**
     * Direct I/O where both the file system and the engine can; otherwise the engine's next gentlest way, and the report
     * names each step down with its reason. The default.
     */
    PREFER_DIRECT,
    /** Direct I/O on both sides, or the copy is refused before a byte has moved. */
    REQUIRE_DIRECT,
    /** Through the page cache, for file systems that are faster that way. Neighbours may notice. */
    BUFFERED
}
