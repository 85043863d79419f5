package io.quietcopy;

/** Whether success waits for the storage. */
public enum Durability {
    /** Success means that data and name survive a power cut: {@code fsync(file)}, rename, {@code fsync(folder)}. */
    FSYNC,
    /** Success means that the system calls succeeded; a power cut may still lose the copy. */
    NONE
}
