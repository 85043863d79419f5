package io.quietcopy.engine.linux.kernel;

/** The system calls cannot be made on this machine. The message is one clause for people. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }

    UnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
