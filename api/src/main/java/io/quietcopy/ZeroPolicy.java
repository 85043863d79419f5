package io.quietcopy;

/** What becomes of the source's holes and zero blocks. */
public enum ZeroPolicy {
    /** Holes stay holes where the target can have them. The default. */
    SPARSE,
    /** Zeroes are written as data. */
    WRITE,
    /** The target's blocks are allocated, and read as zeroes. */
    ALLOCATE
}
