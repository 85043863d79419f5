package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A copy that has to fail with one of these codes, in {@code open()} or in {@code run()}.
 *
 * <p>Good for one try. Not thread-safe.
 */
public final class ExpectedFailure implements Expectation {
    private final String what;
    private final Set<ErrorCode> codes;
    private final String swallowed;
    private final String pathEnd;
    private final long from;
    private final long to;
    private BooleanSupplier happened = () -> true;
    private boolean returned;

    private ExpectedFailure(String what, Set<ErrorCode> codes, String swallowed, String pathEnd, long from, long to) {
        this.what = what;
        this.codes = codes;
        this.swallowed = swallowed;
        this.pathEnd = pathEnd;
        this.from = from;
        this.to = to;
    }

    /**
     * Expects a failure.
     *
     * @param what what goes wrong, for people
     * @param swallowed the rule that a copy breaks which succeeds nevertheless
     * @param codes the codes that say so
     */
    public static ExpectedFailure of(String what, String swallowed, ErrorCode... codes) {
        return new ExpectedFailure(what, Set.of(codes), swallowed, "", 0, -1);
    }

    /** Expects a place, too: the side by the end of its path, and the bytes between which it failed. */
    public ExpectedFailure at(String side, long firstByte, long lastByte) {
        return new ExpectedFailure(what, codes, swallowed, side, firstByte, lastByte);
    }

    @Override
    public void opened(@Nullable Throwable failure, Evidence evidence) {
        if (failure != null) {
            judge(failure, evidence, false);
        }
    }

    @Override
    public void ran(@Nullable Throwable failure, Books books, Evidence evidence) {
        evidence.seen(swallowed);
        returned = failure == null;
        if (failure != null) {
            judge(failure, evidence, true);
        }
    }

    @Override
    public void closed(@Nullable Throwable failure, Evidence evidence) {
        if (failure == null) {
            if (returned && happened.getAsBoolean()) {
                evidence.broken(swallowed, what + ", and run() and close() returned normally");
            }
        } else if (returned) {
            judge(failure, evidence, false);
        }
    }

    /** Says whether it has gone wrong at all, where that is the engine's choice. */
    public ExpectedFailure onlyIf(BooleanSupplier condition) {
        happened = condition;
        return this;
    }

    private void judge(Throwable failure, Evidence evidence, boolean running) {
        evidence.seen("E-ERROR-1");
        if (!(failure instanceof CopyException typed)) {
            evidence.broken(
                    "E-ERROR-1",
                    what + ", and the engine " + OutcomeJudge.told(failure) + "; it has to be a CopyException");
            return;
        }
        if (!codes.contains(typed.code())) {
            evidence.broken(
                    "E-ERROR-1",
                    what + ", for which the code is " + codes + ", but the engine " + OutcomeJudge.told(failure));
        }
        evidence.seen("E-ERROR-5");
        if (typed.targetState() != TargetState.UNTOUCHED) {
            evidence.broken(
                    "E-ERROR-5",
                    "the exception tells " + typed.targetState() + " of the target, which only the library can know");
        }
        if (running && !pathEnd.isEmpty()) {
            place(typed, evidence);
        }
    }

    private void place(CopyException typed, Evidence evidence) {
        evidence.seen("E-ERROR-2");
        String path = typed.path().map(Object::toString).orElse("no path");
        if (!path.endsWith(pathEnd)) {
            evidence.broken(
                    "E-ERROR-1",
                    what + ": the exception has to name the path of the side (..." + pathEnd + "), but names " + path);
        }
        if (typed.byteOffset().isEmpty()) {
            evidence.broken("E-ERROR-2", what + ": the exception has no byte offset: " + typed.getMessage());
        } else {
            long offset = typed.byteOffset().getAsLong();
            if (offset < from || offset > to) {
                evidence.broken(
                        "E-ERROR-2",
                        what + ": the exception tells byte " + offset + ", which is not from " + from + " to " + to);
            }
        }
    }
}
