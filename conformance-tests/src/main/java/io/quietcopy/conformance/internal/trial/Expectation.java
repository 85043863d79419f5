package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import org.jspecify.annotations.Nullable;

/** How a copy has to end. Told what {@code open()} and {@code run()} threw, it enters what it thinks of that. */
public interface Expectation {
    /** {@code open()} has thrown this, or returned if it is null. */
    void opened(@Nullable Throwable failure, Evidence evidence);

    /** {@code run()} has thrown this, or returned if it is null. */
    void ran(@Nullable Throwable failure, Books books, Evidence evidence);

    /** {@code close()}, called twice, has thrown this, or returned if it is null. */
    default void closed(@Nullable Throwable failure, Evidence evidence) {
        if (failure != null) {
            evidence.broken("E-STOP-9", "close(), a second close(), or abort() after it " + OutcomeJudge.told(failure));
        }
    }
}
