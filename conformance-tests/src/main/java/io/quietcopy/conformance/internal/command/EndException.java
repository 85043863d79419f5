package io.quietcopy.conformance.internal.command;

import org.jspecify.annotations.Nullable;

/** The command ends before the run, with a status and a text that says why. */
final class EndException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    private EndException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** An argument is wrong. */
    static EndException usage(String message) {
        return new EndException(ExitStatus.USAGE, message, null);
    }

    /** The machine does not allow it. */
    static EndException environment(String message, @Nullable Throwable cause) {
        return new EndException(ExitStatus.ENVIRONMENT, message, cause);
    }

    /** The engine fails before any check can run. */
    static EndException engine(String message, Throwable cause) {
        return new EndException(ExitStatus.FAILED, message, cause);
    }

    int status() {
        return status;
    }
}
