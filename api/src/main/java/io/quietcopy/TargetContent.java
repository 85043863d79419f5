package io.quietcopy;

/** What the caller knows of the bytes that the target holds before the copy. */
public enum TargetContent {
    /** Anything. Zeroes of the source are made real on the target. */
    UNKNOWN,
    /**
     * Every byte of the ranges reads as zero already (a volume just created, a device just discarded with guaranteed
     * zeroes). Zeroes of the source need not be written. A wrong promise leaves the old bytes in place.
     */
    ZERO
}
