package io.quietcopy;

/** What becomes of a staged file when its copy fails. */
public enum FailureAction {
    /** It is removed. The default. */
    REMOVE,
    /** It is kept for inspection, under its temporary name, which {@link CopyException#leftovers()} gives. */
    KEEP
}
