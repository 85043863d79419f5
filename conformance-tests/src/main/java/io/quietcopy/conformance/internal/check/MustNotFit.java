package io.quietcopy.conformance.internal.check;

import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.trial.Expectation;
import io.quietcopy.spi.NotFitException;
import org.jspecify.annotations.Nullable;

/**
 * A copy that has to be refused by {@code open()}, since direct I/O is required and cannot be had.
 *
 * @param what why it cannot, for people
 */
record MustNotFit(String what) implements Expectation {
    @Override
    public void opened(@Nullable Throwable failure, Evidence evidence) {
        if (!(failure instanceof NotFitException notFit && notFit.code() == ErrorCode.DIRECT_REFUSED)) {
            evidence.broken(
                    "E-OPEN-7",
                    what + ", so that with require-direct open() has to throw NotFitException with"
                            + " DIRECT_REFUSED, but it "
                            + (failure == null ? "returned normally" : "threw " + failure));
        }
    }

    @Override
    public void ran(@Nullable Throwable failure, Books books, Evidence evidence) {}
}
