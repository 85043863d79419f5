package io.quietcopy;

/** The state in which a failed copy left its target. */
public enum TargetState {
    /** As it was before: not one byte, attribute or name of it has changed. */
    UNTOUCHED,
    /** Nothing stands under the target's name; what had been written has been removed. */
    REMOVED,
    /** Written in part ({@link TargetMode#IN_PLACE} only); {@link CopyException#lengthBefore()} tells how long it was. */
    PARTIAL,
    /** The whole copy stands under the target's name, but may not survive a power cut. */
    COMPLETE_NOT_DURABLE,
    /** The whole copy stands under the target's name and is durable, although the caller was answered before. */
    COMPLETE,
    /**
     * A call hangs in the kernel and may still change the target. {@link CopyException#settled()} completes with the final
     * state as soon as that call has returned and everything has been cleaned up.
     */
    STILL_BEING_WRITTEN
}
