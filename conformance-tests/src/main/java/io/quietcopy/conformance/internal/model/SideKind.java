package io.quietcopy.conformance.internal.model;

/** What a side of a copy is. */
public enum SideKind {
    /** A regular file in the folder under test. */
    FILE(1),
    /** A loop device with sectors of 512 bytes over a file in the folder under test. */
    LOOP512(512),
    /** A loop device with sectors of 4096 bytes over a file in the folder under test. */
    LOOP4096(4096),
    /** A block device that the caller has given for destruction. */
    DEVICE(4096);

    private final int unitBytes;

    SideKind(int unitBytes) {
        this.unitBytes = unitBytes;
    }

    /** Returns what its length is a multiple of, in bytes. */
    public int unitBytes() {
        return unitBytes;
    }

    /** Returns whether it is a block device: it has no holes, and cannot be staged. */
    public boolean device() {
        return this != FILE;
    }

    /** Returns a length that such a side can have, at least as long. */
    public long roundUp(long bytes) {
        return (Math.max(bytes, device() ? 1 : 0) + unitBytes - 1) / unitBytes * unitBytes;
    }
}
