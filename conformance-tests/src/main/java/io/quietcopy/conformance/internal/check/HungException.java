package io.quietcopy.conformance.internal.check;

/** A call of the engine has not come back even after it was aborted: nothing more can be tested with it. */
public final class HungException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public HungException(String message) {
        super(message);
    }
}
