package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.NotFitException;
import org.jspecify.annotations.Nullable;

/** Judges how a copy ended: whether it had to succeed, to be refused, or to fail, and whether it did. Not thread-safe. */
final class OutcomeJudge {
    private final CopyCase copyCase;
    private final Subject subject;
    private final DirectAbility direct;
    private final Evidence evidence;
    private final String blame;

    OutcomeJudge(CopyCase copyCase, Subject subject, DirectAbility direct, Evidence evidence, String blame) {
        this.copyCase = copyCase;
        this.subject = subject;
        this.direct = direct;
        this.evidence = evidence;
        this.blame = blame;
    }

    /** Judges what {@code open()} did. */
    void opened(@Nullable Throwable failure) {
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
        } else if (failure != null) {
            refused(failure);
        }
    }

    private void refused(Throwable failure) {
        boolean required = copyCase.cache() == CachePolicy.REQUIRE_DIRECT;
        if (required && isNotFit(failure, ErrorCode.DIRECT_REFUSED)) {
            if (!direct.of(copyCase)) {
                evidence.seen("E-OPEN-7", "E-OPEN-6");
                return;
            }
            if (hasTargetEdges() && !subject.declares(Capability.CACHE_LADDER)) {
                evidence.seen("E-OPEN-6"); // it cannot clean up behind an edge, and says so
                return;
            }
            if (!congruent() && !subject.declares(Capability.UNALIGNED_DIRECT)) {
                evidence.seen("E-UNALIGNED-1", "E-OPEN-6");
                return;
            }
        }
        evidence.broken(blame, "open() had to succeed, but it " + told(failure));
    }

    private boolean hasTargetEdges() {
        return copyCase.target() == TargetKind.IN_PLACE
                && copyCase.ranges().stream()
                        .anyMatch(range -> range.targetOffset() % 4096 != 0 || range.targetEnd() % 4096 != 0);
    }

    private boolean congruent() {
        return copyCase.ranges().stream().allMatch(range -> (range.sourceOffset() - range.targetOffset()) % 4096 == 0);
    }

    /** Judges what {@code run()} did. */
    void ran(@Nullable Throwable failure, long completedAtStop) {
        if (copyCase.has(Event.Action.THROW)) {
            return;
        }
        if (completedAtStop >= 0) {
            stopped(failure, completedAtStop);
        } else if (copyCase.has(Event.Action.SHRINK)) {
            shrank(failure);
        } else if (failure != null) {
            evidence.broken(blame, "run() had to succeed, but it " + told(failure));
        }
    }

    private void stopped(@Nullable Throwable failure, long completedAtStop) {
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

    private void shrank(@Nullable Throwable failure) {
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
