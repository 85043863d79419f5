package io.quietcopy;

/** What a target that somebody else seems to be using means. */
public enum GuardPolicy {
    /** The copy is refused. The default. */
    REFUSE,
    /** The copy goes on, and the report says who was found. A mounted file system or swap is refused all the same. */
    WARN
}
