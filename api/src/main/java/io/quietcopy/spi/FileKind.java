package io.quietcopy.spi;

/** The kinds of file that can be copied. */
public enum FileKind {
    /** A regular file. */
    FILE,
    /** A block device. */
    BLOCK_DEVICE
}
