package io.quietcopy.engine.linux.kernel;

import io.quietcopy.spi.Availability;

/** The system calls cannot be made on this machine. The message is one clause for people. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }

    UnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** Returns the same as an answer. */
    public Availability availability() {
        Throwable cause = getCause();
        String reason = String.valueOf(getMessage());
        return cause == null ? Availability.unavailable(reason) : Availability.unavailable(reason, cause);
    }
}
