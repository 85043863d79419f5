package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;

/** Makes typed errors of failed calls. Thread-safe. */
class Failures {
    /** The offset of what has none. */
    static final long NOWHERE = -1;

    static CopyCancelledException cancelled() {
        return (CopyCancelledException) CopyException.builder(ErrorCode.CANCELLED, "the transfer was stopped")
                .engine(ReferenceProvider.ID)
                .build();
    }

    CopyException ofSource(Side side, long offset, CallFailedException failure) {
        ErrorCode code = switch (failure.errno()) {
            case Kernel.EACCES, Kernel.EPERM -> ErrorCode.SOURCE_UNREADABLE;
            default -> ErrorCode.READ_FAILED;
        };
        return of(code, side, offset, failure);
    }

    CopyException ofTarget(Side side, long offset, CallFailedException failure) {
        ErrorCode code = switch (failure.errno()) {
            case Kernel.ENOSPC, Kernel.EDQUOT -> ErrorCode.NO_SPACE;
            case Kernel.EFBIG -> ErrorCode.FILE_TOO_LARGE;
            case Kernel.EROFS -> ErrorCode.TARGET_READ_ONLY;
            case Kernel.EACCES, Kernel.EPERM -> ErrorCode.TARGET_UNWRITABLE;
            case Kernel.EBUSY, Kernel.ETXTBSY -> ErrorCode.TARGET_IN_USE;
            default -> ErrorCode.WRITE_FAILED;
        };
        return of(code, side, offset, failure);
    }

    CopyException of(ErrorCode code, Side side, long offset, CallFailedException failure) {
        return at(offset, CopyException.builder(code, failure.getMessage()), side)
                .errno(failure.errno())
                .cause(failure)
                .build();
    }

    CopyException of(ErrorCode code, Side side, long offset, String problem) {
        return at(offset, CopyException.builder(code, problem), side).build();
    }

    private static CopyException.Builder at(long offset, CopyException.Builder made, Side side) {
        made.engine(ReferenceProvider.ID).path(side.path());
        return offset == NOWHERE ? made : made.byteOffset(offset);
    }
}
