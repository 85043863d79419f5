package io.quietcopy;

import java.util.Locale;

/**
 * What went wrong, as a stable name that programs may branch on. {@code docs/errors.md} has a section for each code with its
 * causes and cures.
 */
public enum ErrorCode {
    /** The request contradicts itself. */
    REQUEST_INVALID("Correct the request."),
    /** The ranges could not be read from where they come from. */
    RANGES_UNREADABLE("Check the ranges file or the object that supplies the ranges."),
    /** A range reaches past the end of the source. */
    RANGE_OUTSIDE_SOURCE("Correct the range, or check that the source is the image the ranges were made for."),
    /** The ranges are not sorted by target offset, or overlap in the target. */
    RANGES_NOT_SORTED("Sort the ranges by target offset and make them disjoint."),
    /** A path cannot be carried by the platform's file-name encoding. */
    NAME_UNSUPPORTED("Run Java with a UTF-8 locale (LC_ALL=C.UTF-8), or rename the file."),

    /** The source is not there. */
    SOURCE_MISSING("Check the source path."),
    /** The source is neither a regular file nor a block device. */
    SOURCE_KIND_UNSUPPORTED("Name a regular file or a block device as the source."),
    /** The source may not be read. */
    SOURCE_UNREADABLE("Give this user read permission on the source."),
    /** The source changed while it was copied. */
    SOURCE_CHANGED("Copy a snapshot, stop whoever writes, or set source-change=fixed-length."),
    /** The source became shorter while it was copied. */
    SOURCE_SHRANK("Copy a snapshot, or stop whoever truncates the source."),

    /** The target exists, and neither replacing nor writing in place was asked for. */
    TARGET_EXISTS("Choose another name, or ask for REPLACE or IN_PLACE (--replace, --in-place)."),
    /** The target does not exist, although it is to be replaced or written in place. */
    TARGET_MISSING("Check the target path, or leave out REPLACE or IN_PLACE."),
    /** The target is a folder, a FIFO, a socket or a character device. */
    TARGET_KIND_UNSUPPORTED("Name a regular file or a block device as the target."),
    /** The folder that the target shall stand in does not exist. */
    TARGET_PARENT_MISSING("Create the folder first."),
    /** The target or its folder may not be written. */
    TARGET_UNWRITABLE("Give this user write permission on the target and its folder."),
    /** The target is on a read-only file system or is a read-only device. */
    TARGET_READ_ONLY("Make the device or file system writable."),
    /** The target device, or a part of it, is mounted. */
    TARGET_MOUNTED("Unmount it first."),
    /** The target device, or a part of it, is swap space. */
    TARGET_SWAP("Switch the swap space off first (swapoff)."),
    /** The target device is held by device-mapper, md or another device. */
    TARGET_HELD("Stop whoever holds the device (see /sys/block/DEVICE/holders)."),
    /** Another program seems to be using the target. */
    TARGET_IN_USE("Stop the other program, or set guard=warn if you know better."),
    /** Another copy to the same target is running. */
    TARGET_BUSY("Wait for the other copy, or cancel it."),
    /** The target device is smaller than the copy. */
    TARGET_TOO_SMALL("Use a larger device, or copy fewer bytes."),
    /** The target file has more than one hard link, so replacing it would part them. */
    TARGET_HARD_LINKED("Write in place, or remove the other links."),
    /** An attribute of the file that is to be replaced cannot be carried over to the new one. */
    TARGET_ATTRIBUTES_NOT_KEPT("Write in place, or remove the attribute."),
    /** The target was exchanged for something else between the check and the opening. */
    TARGET_CHANGED("Find out who else works on the target, and try again."),
    /** Source and target are the same, or overlap. */
    SAME_FILE("Choose a target that is not the source."),
    /** The target's file system or device has not enough free space. */
    NO_SPACE("Free space (df -h) or inodes (df -i) on the target's file system."),
    /** The target would become larger than its file system or a process limit allows. */
    FILE_TOO_LARGE("Raise the limit (ulimit -f), or use a file system that takes files of this size."),
    /** The target's file system cannot publish a file safely in the way that was asked for. */
    PUBLISH_UNSUPPORTED("Write to a file system with hard links, or ask for REPLACE or IN_PLACE."),

    /** No engine could take the copy. */
    NO_ENGINE("See the reasons in the table; install what is missing or name another engine."),
    /** Two engines have the same id. */
    ENGINE_DUPLICATE("Remove one of the two jars."),
    /** Direct I/O was required and refused. */
    DIRECT_REFUSED("Set cache=prefer-direct, or use a file system that has direct I/O."),
    /** The request needs something that the chosen engine does not do. */
    CAPABILITY_MISSING("Name another engine, or leave that wish out."),
    /** The engine failed in a way that has no code of its own. */
    ENGINE_FAILED("See the message and its cause; report it to the engine's author."),

    /** The temporary file could not be made or sized. */
    STAGE_FAILED("Check the target's folder and its file system."),
    /** A read from the source failed. */
    READ_FAILED("Check the source's storage and the kernel log."),
    /** A write to the target failed. */
    WRITE_FAILED("Check the target's storage and the kernel log."),
    /** Fewer bytes arrived than were to be copied. */
    SHORT_COPY("Check both sides' storage; report it if it comes again."),
    /** The data could not be forced to the storage: what was written may be lost. */
    FLUSH_FAILED("Check the target's storage and the kernel log, then copy again."),
    /** The finished file could not be given its name. */
    PUBLISH_FAILED("Check the target's folder, then copy again."),
    /** What was read back differs from what was written. */
    VERIFY_MISMATCH("Do not trust the target's storage; check it, then copy again."),

    /** The copy was cancelled. */
    CANCELLED("Start it again when wanted."),
    /** The thread that waited for the copy was interrupted. */
    INTERRUPTED("Start it again when wanted."),
    /** The copier was closed while the copy ran. */
    COPIER_CLOSED("Close the copier after its copies."),
    /** The copy took longer than its deadline. */
    DEADLINE_EXCEEDED("Allow more time, or find out what slows the storage."),
    /** Nothing moved for as long as the stall timeout. */
    STALLED("Check the storage and its connection; raise stall-timeout if such pauses are normal.");

    private final String remedy;

    ErrorCode(String remedy) {
        this.remedy = remedy;
    }

    /**
     * Returns the stable name, as logs, JSON and {@code docs/errors.md} have it.
     *
     * @return lower-case words joined by hyphens, for example {@code no-space}; never null
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns what to do, where an exception has nothing more precise.
     *
     * @return one sentence, never null
     */
    public String remedy() {
        return remedy;
    }
}
