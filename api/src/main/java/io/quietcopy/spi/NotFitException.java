package io.quietcopy.spi;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine cannot do a transfer that another one may be able to do. No byte has moved. */
public final class NotFitException extends CopyException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param code what stands against it, for example {@link ErrorCode#DIRECT_REFUSED}, never null
     * @param reason why, one clause for the table of candidates, never null
     * @param cause what was thrown, or null
     */
    public NotFitException(ErrorCode code, String reason, @Nullable Throwable cause) {
        super(builder(code, Objects.requireNonNull(reason, "reason")).cause(cause));
    }
}
