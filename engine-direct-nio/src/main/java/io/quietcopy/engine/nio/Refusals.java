package io.quietcopy.engine.nio;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns what Java throws at opening into the library's errors. */
final class Refusals {
    private Refusals() {}

    static CopyException of(Side side, boolean source, IOException failure) {
        ErrorCode code = source ? ofSource(failure) : ofTarget(failure);
        String what = source ? "the source" : "the target";
        return CopyException.builder(code, what + " cannot be opened: " + side.path())
                .engine(NioEngineProvider.ID)
                .path(side.path())
                .cause(failure)
                .build();
    }

    private static ErrorCode ofSource(IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return ErrorCode.INTERRUPTED;
        }
        if (failure instanceof NoSuchFileException) {
            return ErrorCode.SOURCE_MISSING;
        }
        return isAnother(failure) ? ErrorCode.SOURCE_CHANGED : ErrorCode.SOURCE_UNREADABLE;
    }

    private static ErrorCode ofTarget(IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return ErrorCode.INTERRUPTED;
        }
        if (failure instanceof AccessDeniedException) {
            return ErrorCode.TARGET_UNWRITABLE;
        }
        if (failure instanceof NoSuchFileException || isAnother(failure)) {
            return ErrorCode.TARGET_CHANGED;
        }
        return reason(failure).contains("Read-only") ? ErrorCode.TARGET_READ_ONLY : ErrorCode.TARGET_UNWRITABLE;
    }

    /** A symbolic link at the path is refused by O_NOFOLLOW with ELOOP; the library had resolved all links. */
    private static boolean isAnother(IOException failure) {
        return failure instanceof HeldFile.ChangedException || reason(failure).contains("symbolic links");
    }

    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return reason == null ? "" : reason;
    }
}
