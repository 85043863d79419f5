package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CopyException;
import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.spi.TransferResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one try: how the engine ended, and what that has shown.
 *
 * @param copyCase the case
 * @param evidence the rules that were tested and broken
 * @param openFailure what {@code open()} threw, or null
 * @param runFailure what {@code run()} threw, or null
 * @param result what {@code run()} returned, or null
 * @param sourceMode how the source was accessed in the end, or null if it was not opened
 * @param targetMode how the target was accessed in the end, or null if it was not opened
 * @param books what was told to be complete
 * @param control what was asked for
 * @param hung whether a call of the engine has not come back, so that it is of no more use
 */
public record TrialResult(
        CopyCase copyCase,
        Evidence evidence,
        @Nullable Throwable openFailure,
        @Nullable Throwable runFailure,
        @Nullable TransferResult result,
        @Nullable SideMode sourceMode,
        @Nullable SideMode targetMode,
        Books books,
        SuiteControl control,
        boolean hung) {
    /** Returns whether {@code run()} returned normally. */
    public boolean succeeded() {
        return result != null;
    }

    /** Returns the typed failure of {@code open()} or {@code run()}. */
    public Optional<CopyException> failure() {
        Throwable failure = openFailure != null ? openFailure : runFailure;
        return failure instanceof CopyException typed ? Optional.of(typed) : Optional.empty();
    }
}
