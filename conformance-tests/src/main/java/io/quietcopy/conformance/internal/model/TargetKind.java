package io.quietcopy.conformance.internal.model;

/** How the target of a copy comes about. */
public enum TargetKind {
    /** A new file that reads as zero. */
    STAGED,
    /** What is there, with old bytes in it. */
    IN_PLACE,
    /** None: the transfer only reads. */
    NONE
}
