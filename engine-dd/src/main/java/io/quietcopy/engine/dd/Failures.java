package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.IOException;

/**
 * Turns what dd says into the library's errors.
 *
 * <p>Thread-safe.
 */
final class Failures {
    private final Side source;
    private final Side target;
    private final HeldFile sourceFile;
    private final HeldFile targetFile;

    Failures(Side source, Side target, HeldFile sourceFile, HeldFile targetFile) {
        this.source = source;
        this.target = target;
        this.sourceFile = sourceFile;
        this.targetFile = targetFile;
    }

    /**
     * Where a dd was at work.
     *
     * @param sourceOffset where in the source it had started to read
     * @param targetOffset where in the target it had started to write
     * @param lengthBytes how much it was to do
     */
    record Place(long sourceOffset, long targetOffset, long lengthBytes) {}

    static CopyException cancelled() {
        return CopyException.builder(ErrorCode.CANCELLED, "the copy was cancelled")
                .engine(DdEngineProvider.ID)
                .build();
    }

    /**
     * Returns the error of a dd that has failed.
     *
     * @param done how many bytes were seen to be done, for a dd that could not say so itself
     */
    CopyException of(DdOutcome outcome, Place place, long done) {
        long moved = Math.max(outcome.bytes(), done);
        if (outcome.signal() == DdOutcome.SIGXFSZ || outcome.errno() == DdOutcome.EFBIG) {
            return tooLarge(outcome, place, moved);
        }
        if (outcome.signal() > 0) {
            return builder(ErrorCode.ENGINE_FAILED, "dd was killed by signal " + outcome.signal(), outcome)
                    .remedy("Find out who killed it (the kernel log names the out-of-memory killer).")
                    .byteOffset(place.targetOffset() + moved)
                    .build();
        }
        return switch (outcome.action()) {
            case READING ->
                onSource(readCode(outcome), "dd could not read", outcome)
                        .byteOffset(place.sourceOffset() + moved)
                        .build();
            case WRITING ->
                onTarget(writeCode(outcome), "dd could not write", outcome)
                        .byteOffset(place.targetOffset() + moved)
                        .build();
            case FLUSHING ->
                onTarget(ErrorCode.FLUSH_FAILED, "dd could not flush", outcome).build();
            case OPENING -> opening(outcome);
            default ->
                builder(ErrorCode.ENGINE_FAILED, "dd failed", outcome)
                        .byteOffset(place.targetOffset() + moved)
                        .build();
        };
    }

    private CopyException opening(DdOutcome outcome) {
        if (outcome.text().contains(quoted(targetFile))) {
            return onTarget(writeCode(outcome), "dd could not open", outcome).build();
        }
        return onSource(readCode(outcome), "dd could not open", outcome).build();
    }

    private static ErrorCode readCode(DdOutcome outcome) {
        return switch (outcome.errno()) {
            case DdOutcome.EACCES, DdOutcome.EPERM -> ErrorCode.SOURCE_UNREADABLE;
            default -> ErrorCode.READ_FAILED;
        };
    }

    private static ErrorCode writeCode(DdOutcome outcome) {
        return switch (outcome.errno()) {
            case DdOutcome.ENOSPC, DdOutcome.EDQUOT -> ErrorCode.NO_SPACE;
            case DdOutcome.EROFS -> ErrorCode.TARGET_READ_ONLY;
            case DdOutcome.EACCES, DdOutcome.EPERM -> ErrorCode.TARGET_UNWRITABLE;
            case DdOutcome.EBUSY, DdOutcome.ETXTBSY -> ErrorCode.TARGET_IN_USE;
            default -> ErrorCode.WRITE_FAILED;
        };
    }

    /** Returns which side refuses direct I/O, if that is what a dd has failed of. */
    Segment.Refusal refusal(DdOutcome outcome) {
        if (!outcome.refusesDirect()) {
            return Segment.Refusal.NONE;
        }
        return switch (outcome.action()) {
            case READING -> Segment.Refusal.SOURCE;
            case WRITING -> Segment.Refusal.TARGET;
            case OPENING ->
                outcome.text().contains(quoted(targetFile)) ? Segment.Refusal.TARGET : Segment.Refusal.SOURCE;
            default -> Segment.Refusal.NONE;
        };
    }

    /** Returns the error of a side that refuses direct I/O where that is required. */
    CopyException directRefused(Segment.Refusal refusal, Place place, long done) {
        boolean ofSource = refusal == Segment.Refusal.SOURCE;
        return CopyException.builder(ErrorCode.DIRECT_REFUSED, "direct I/O was refused while the copy ran")
                .engine(DdEngineProvider.ID)
                .path(ofSource ? source.path() : target.path())
                .byteOffset((ofSource ? place.sourceOffset() : place.targetOffset()) + done)
                .errno(DdOutcome.EINVAL)
                .build();
    }

    /** Killed by SIGXFSZ dd says nothing more; but the kernel fills a file up to the limit before it sends the signal. */
    private CopyException tooLarge(DdOutcome outcome, Place place, long moved) {
        long limit = ProcFs.fileSizeLimit();
        long end = place.targetOffset() + place.lengthBytes();
        boolean byLimit = outcome.signal() > 0 && limit >= place.targetOffset() + moved && limit <= end;
        return onTarget(ErrorCode.FILE_TOO_LARGE, "dd could not write", outcome)
                .errno(DdOutcome.EFBIG)
                .byteOffset(byLimit ? limit : place.targetOffset() + moved)
                .build();
    }

    /**
     * Returns the error of a dd that ended early, but not with an error that explains it.
     *
     * @param done how many bytes it has written
     */
    CopyException tooShort(Place place, long done) {
        long end = sourceEnd();
        if (end < place.sourceOffset() + place.lengthBytes()) {
            return CopyException.builder(
                            ErrorCode.SOURCE_SHRANK, "the source became shorter while it was copied: " + source.path())
                    .engine(DdEngineProvider.ID)
                    .path(source.path())
                    .byteOffset(end)
                    .build();
        }
        return CopyException.builder(
                        ErrorCode.SHORT_COPY,
                        "dd ended without an error after " + done + " of " + place.lengthBytes() + " bytes")
                .engine(DdEngineProvider.ID)
                .path(target.path())
                .byteOffset(place.targetOffset() + done)
                .build();
    }

    /** Returns whether the source now ends within a place. */
    boolean sourceEndsBefore(Place place) {
        return sourceEnd() < place.sourceOffset() + place.lengthBytes();
    }

    private long sourceEnd() {
        try {
            return source.kind() == FileKind.FILE ? sourceFile.lengthBytes() : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String quoted(HeldFile file) {
        return "'" + file.name() + "'";
    }

    private CopyException.Builder onSource(ErrorCode code, String problem, DdOutcome outcome) {
        return builder(code, problem, outcome).path(source.path());
    }

    private CopyException.Builder onTarget(ErrorCode code, String problem, DdOutcome outcome) {
        return builder(code, problem, outcome).path(target.path());
    }

    private CopyException.Builder builder(ErrorCode code, String problem, DdOutcome outcome) {
        String text = outcome.text()
                .replace(quoted(sourceFile), "'" + source.path() + "'")
                .replace(quoted(targetFile), "'" + target.path() + "'")
                .replace("\n", " | ");
        return CopyException.builder(code, text.isEmpty() ? problem : problem + "; dd printed: " + text)
                .engine(DdEngineProvider.ID)
                .errno(outcome.errno())
                .exitStatus(outcome.succeeded() ? -1 : outcome.exitStatus());
    }
}
