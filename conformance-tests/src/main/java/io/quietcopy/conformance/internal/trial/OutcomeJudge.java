package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteControl.MisuseException;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.NotFitException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges how a copy ended: whether it had to succeed, to be refused, or to fail, and whether it did. Not thread-safe. */
final class OutcomeJudge implements Expectation {
    private static final Set<ErrorCode> SOURCE_GONE = Set.of(
            ErrorCode.SOURCE_MISSING, ErrorCode.SOURCE_UNREADABLE, ErrorCode.SOURCE_CHANGED, ErrorCode.READ_FAILED);

    private final CopyCase copyCase;
    private final Subject subject;
    private final DirectAbility direct;
    private final String blame;

    OutcomeJudge(CopyCase copyCase, Subject subject, DirectAbility direct, String blame) {
        this.copyCase = copyCase;
        this.subject = subject;
        this.direct = direct;
        this.blame = blame;
    }

    @Override
    public void opened(@Nullable Throwable failure, Evidence evidence) {
        boolean lacksDigest = copyCase.digest() && !subject.declares(Capability.DIGEST);
        if (lacksDigest) {
            evidence.seen("E-DIGEST-5", "E-OPEN-6");
            if (!isNotFit(failure, ErrorCode.CAPABILITY_MISSING)) {
                evidence.broken(
                        "E-DIGEST-5",
                        "the engine does not declare DIGEST, so open() has to throw NotFitException with"
                                + " CAPABILITY_MISSING for "
                                + (copyCase.target() == TargetKind.NONE
                                        ? "a transfer without target"
                                        : "a transfer with a digest")
                                + ", but it " + told(failure));
            }
        } else if (copyCase.events().stream().anyMatch(event -> event.when() == Event.When.BEFORE)) {
            misled(failure, evidence);
        } else if (failure != null) {
            refused(failure, evidence);
        } else if (copyCase.cache() == CachePolicy.REQUIRE_DIRECT) {
            evidence.seen("E-OPEN-7");
        }
    }

    /** What stands at a path is not what the library has looked at. */
    private void misled(@Nullable Throwable failure, Evidence evidence) {
        boolean source = !copyCase.has(Event.Action.SWAP_TARGET) && !copyCase.has(Event.Action.LINK_TARGET);
        ErrorCode code = source ? ErrorCode.SOURCE_CHANGED : ErrorCode.TARGET_CHANGED;
        boolean removed = copyCase.has(Event.Action.REMOVE_SOURCE);
        String rule = removed ? "E-OPEN-6" : "E-OPEN-2";
        evidence.seen(rule);
        if (failure instanceof CopyException typed && !(failure instanceof NotFitException)) {
            if (typed.code() != code && !(removed && SOURCE_GONE.contains(typed.code()))) {
                evidence.broken(
                        rule,
                        "what stands at the path of the " + (source ? "source" : "target")
                                + " is not what was looked at, for which the code is " + code + ", but open() "
                                + told(failure));
            }
        } else {
            evidence.broken(
                    rule,
                    "what stands at the path of the " + (source ? "source" : "target")
                            + " is not what was looked at, so open() has to throw a CopyException with " + code
                            + ", but it "
                            + told(failure));
        }
    }

    private void refused(Throwable failure, Evidence evidence) {
        boolean required = copyCase.cache() == CachePolicy.REQUIRE_DIRECT;
        if (required && isNotFit(failure, ErrorCode.DIRECT_REFUSED)) {
            if (!direct.of(copyCase).orElse(false)) {
                evidence.seen("E-OPEN-7", "E-OPEN-6");
                return;
            }
            if (ModeJudge.hasTargetEdges(copyCase) && !subject.declares(Capability.CACHE_LADDER)) {
                evidence.seen("E-OPEN-6"); // it cannot clean up behind an edge, and says so
                return;
            }
            if (!ModeJudge.congruent(copyCase) && !subject.declares(Capability.UNALIGNED_DIRECT)) {
                evidence.seen("E-UNALIGNED-1", "E-OPEN-6");
                return;
            }
        }
        evidence.broken(blame, "open() had to succeed, but it " + told(failure));
    }

    @Override
    public void ran(@Nullable Throwable failure, Books books, Evidence evidence) {
        if (MisuseException.isCauseOf(failure)) {
            return; // that it failed is the suite's doing
        }
        long completedAtStop = books.completedAtStop();
        if (copyCase.has(Event.Action.THROW)) {
            thrown(failure, books, evidence);
            return;
        }
        if (completedAtStop >= 0) {
            stopped(failure, completedAtStop, evidence);
        } else if (copyCase.has(Event.Action.SHRINK)) {
            shrank(failure, evidence);
        } else if (failure != null) {
            evidence.broken(blame, "run() had to succeed, but it " + told(failure));
        }
    }

    /** A bug of somebody else went through the engine: it may not get lost, and the end has to be still all the same. */
    private void thrown(@Nullable Throwable failure, Books books, Evidence evidence) {
        evidence.seen("E-ERROR-6");
        if (failure == null && books.completedBytes() < copyCase.totalBytes()) {
            evidence.broken(
                    "E-ERROR-6",
                    "an unchecked exception was thrown into the engine, and run() returned normally with "
                            + books.completedBytes() + " of " + copyCase.totalBytes() + " bytes complete");
        }
    }

    private void stopped(@Nullable Throwable failure, long completedAtStop, Evidence evidence) {
        String rule = stopRule();
        evidence.seen(rule);
        boolean atTheEnd = completedAtStop == copyCase.totalBytes();
        if (!(failure instanceof CopyCancelledException) && !(failure == null && atTheEnd)) {
            evidence.broken(
                    rule,
                    "the copy was stopped after " + completedAtStop + " of " + copyCase.totalBytes()
                            + " bytes, so run() has to throw CopyCancelledException, but it " + told(failure));
        }
    }

    private String stopRule() {
        for (Event event : copyCase.events()) {
            if (event.stops()) {
                return switch (event.action()) {
                    case CANCEL -> "E-STOP-4";
                    case ABORT -> event.when() == Event.When.OPENED ? "E-STOP-3" : "E-STOP-2";
                    default -> "E-STOP-1";
                };
            }
        }
        return blame;
    }

    private void shrank(@Nullable Throwable failure, Evidence evidence) {
        evidence.seen("E-SHORT-3", "E-SHORT-4");
        if (failure != null && !(failure instanceof CopyException typed && typed.code() == ErrorCode.SOURCE_SHRANK)) {
            evidence.broken(
                    "E-SHORT-3", "the source shrank, so run() has to throw SOURCE_SHRANK, but it " + told(failure));
        }
    }

    private static boolean isNotFit(@Nullable Throwable failure, ErrorCode code) {
        return failure instanceof NotFitException notFit && notFit.code() == code;
    }

    /** Says how a call ended. */
    static String told(@Nullable Throwable failure) {
        if (failure == null) {
            return "returned normally";
        }
        StringBuilder text =
                new StringBuilder("threw ").append(failure.getClass().getSimpleName());
        if (failure instanceof CopyException typed) {
            text.append(' ').append(typed.code());
        }
        text.append(": ").append(failure.getMessage());
        if (!(failure instanceof CopyException) && failure.getStackTrace().length > 0) {
            text.append(" (at ").append(failure.getStackTrace()[0]).append(')');
        }
        return text.toString();
    }
}
