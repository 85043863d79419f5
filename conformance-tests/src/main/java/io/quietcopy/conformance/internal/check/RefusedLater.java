package io.quietcopy.conformance.internal.check;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.trial.Expectation;
import io.quietcopy.spi.NotFitException;
import org.jspecify.annotations.Nullable;

/**
 * A copy that has to fail because direct I/O is required and is refused on the way.
 *
 * @param what what is refused, for people
 */
record RefusedLater(String what) implements Expectation {
    @Override
    public void opened(@Nullable Throwable failure, Evidence evidence) {
        boolean refused = failure instanceof NotFitException notFit && notFit.code() == ErrorCode.DIRECT_REFUSED;
        if (failure != null && !refused) {
            evidence.broken("E-CACHE-5", "open() had to succeed, but threw " + failure);
        }
    }

    @Override
    public void ran(@Nullable Throwable failure, Books books, Evidence evidence) {
        boolean typed = failure instanceof CopyException refused && refused.code() == ErrorCode.DIRECT_REFUSED;
        if (!typed) {
            evidence.broken(
                    "E-CACHE-5",
                    what + ", so that with require-direct run() has to throw DIRECT_REFUSED, but it "
                            + (failure == null ? "returned normally" : "threw " + failure));
        }
    }
}
