package io.quietcopy.conformance.internal.model;

/** What an engine is told of the source's holes. */
public enum MapKind {
    /** Holes are extents of zeroes, the rest is data. */
    EXACT,
    /** Everything is data. */
    DATA,
    /** Nothing is known. */
    UNKNOWN
}
