package io.quietcopy.conformance.internal.check;

import io.quietcopy.CopyException;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.trial.Expectation;
import io.quietcopy.spi.NotFitException;
import org.jspecify.annotations.Nullable;

/**
 * A copy that may succeed or fail, but not in a way that nobody has foreseen.
 *
 * @param rule what is broken otherwise
 * @param mayRefuse whether {@code open()} may say that the engine does not fit
 */
record SuccessOrTyped(String rule, boolean mayRefuse) implements Expectation {
    SuccessOrTyped(String rule) {
        this(rule, false);
    }

    @Override
    public void opened(@Nullable Throwable failure, Evidence evidence) {
        if (failure != null && !(mayRefuse && failure instanceof NotFitException)) {
            evidence.broken(rule, "open() had to succeed, but threw " + failure);
        }
    }

    @Override
    public void ran(@Nullable Throwable failure, Books books, Evidence evidence) {
        if (failure != null && !(failure instanceof CopyException)) {
            evidence.broken(rule, "run() had to succeed or to throw a CopyException, but threw " + failure);
        }
    }
}
