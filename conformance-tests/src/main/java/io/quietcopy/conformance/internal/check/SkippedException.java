package io.quietcopy.conformance.internal.check;

/** A check cannot run here. The message is the reason, for people. */
public final class SkippedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public SkippedException(String reason) {
        super(reason);
    }
}
