package io.quietcopy.testbed;

import java.util.Locale;

/** A kind of request to a {@link StorageModel}, as the kernel makes them. */
public enum StorageOperation {
    /** A name is looked up. */
    LOOKUP,
    /** The attributes of a file are asked for. */
    GETATTR,
    /** Attributes of a file are changed: truncate, chmod, chown, utimens. */
    SETATTR,
    /** A file that exists is opened. */
    OPEN,
    /** A file is created and opened. */
    CREATE,
    /** Data is read. */
    READ,
    /** Data is written. */
    WRITE,
    /** A descriptor of a file is closed. */
    FLUSH,
    /** A file is synced: fsync, fdatasync. */
    FSYNC,
    /** The folder is synced. */
    FSYNCDIR,
    /** A name is changed. */
    RENAME,
    /** A file gets one more name. */
    LINK,
    /** A name is removed. */
    UNLINK,
    /** The folder is listed. */
    READDIR,
    /** The room left is asked for. */
    STATFS,
    /** Data or a hole is looked for: lseek with SEEK_DATA or SEEK_HOLE. */
    LSEEK,
    /** Room is allocated, zeroed or punched out. */
    FALLOCATE;

    /** The name in the protocol. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
