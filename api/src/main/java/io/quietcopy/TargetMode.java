package io.quietcopy;

/** What may become of the target's name and of what it held before. */
public enum TargetMode {
    /**
     * The target must not exist. It appears under its name in one step, complete; if somebody else creates that name
     * meanwhile, theirs stays and the copy fails with {@link ErrorCode#TARGET_EXISTS}.
     */
    CREATE_NEW,
    /**
     * An existing regular file is replaced in one step by the complete copy; a reader finds the old file or the new one,
     * never a mixture. Mode, owner, access-control list and extended attributes are kept. Only for whole copies.
     */
    REPLACE,
    /**
     * The bytes of the ranges are written into an existing file or block device. Everything outside the ranges stays; the
     * target is never made shorter, and a file that is too short grows.
     */
    IN_PLACE
}
