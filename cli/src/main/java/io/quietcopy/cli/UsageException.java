package io.quietcopy.cli;

/** An argument, or a file that an argument names, is wrong. Nothing has been touched. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
