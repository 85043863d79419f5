package io.quietcopy.engine.support;

import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A system call failed. {@link BlockSession} makes the {@link io.quietcopy.CopyException} of it, for it knows the side, the path
 * and the offset.
 *
 * <p>Immutable but for what {@link Throwable} itself allows; thread-safe.
 */
public final class IoFailureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final @Nullable ErrorCode code;

    private IoFailureException(int errno, @Nullable ErrorCode code, String text, @Nullable Throwable cause) {
        super(Objects.requireNonNull(text, "text"), cause);
        this.errno = errno;
        this.code = code;
    }

    /**
     * Returns the failure of a call, with the code that {@link Errno} has for it.
     *
     * @param errno the Linux error number, 0 if not known
     * @param text what went wrong, for people: one clause without a full stop, never null
     * @param cause what was thrown, or null
     * @return the failure, never null
     */
    public static IoFailureException of(int errno, String text, @Nullable Throwable cause) {
        return new IoFailureException(errno, null, text, cause);
    }

    /**
     * Returns the failure of a call that has a code of its own.
     *
     * @param code the code, never null
     * @param errno the Linux error number, 0 if not known
     * @param text what went wrong, for people: one clause without a full stop, never null
     * @param cause what was thrown, or null
     * @return the failure, never null
     */
    public static IoFailureException of(ErrorCode code, int errno, String text, @Nullable Throwable cause) {
        return new IoFailureException(errno, Objects.requireNonNull(code, "code"), text, cause);
    }

    /**
     * Returns the error number.
     *
     * @return the Linux errno, 0 if not known
     */
    public int errno() {
        return errno;
    }

    /**
     * Returns the code of its own.
     *
     * @return the code, or empty if {@link Errno} shall say
     */
    public Optional<ErrorCode> code() {
        return Optional.ofNullable(code);
    }
}
