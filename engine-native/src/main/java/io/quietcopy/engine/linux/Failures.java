package io.quietcopy.engine.linux;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.support.IoFailureException;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Turns failed calls into the library's errors. */
final class Failures {
    private Failures() {}

    /** A call on an open side failed. */
    static IoFailureException of(String call, long result) {
        Errno errno = Errno.of(result);
        return IoFailureException.of(errno.number(), call + ": " + errno.text(), null);
    }

    /** A call that flushes failed. */
    static IoFailureException flush(String call, long result) {
        Errno errno = Errno.of(result);
        ErrorCode code = io.quietcopy.engine.support.Errno.ofFlush(errno.number());
        return IoFailureException.of(code, errno.number(), call + ": " + errno.text(), null);
    }

    /** Direct I/O was refused where nothing else will do. */
    static IoFailureException refused(String call, long result) {
        Errno errno = Errno.of(result);
        String text =
                "direct I/O was accepted when it was tried, and is refused now (" + call + ": " + errno.text() + ")";
        return IoFailureException.of(ErrorCode.DIRECT_REFUSED, errno.number(), text, null);
    }

    /** A side could not be opened. */
    static CopyException opening(Side side, boolean source, IOException failure) {
        String what = source ? "the source" : "the target";
        return CopyException.builder(
                        source ? ofSource(failure) : ofTarget(failure), what + " cannot be opened: " + reason(failure))
                .engine(NativeEngineProvider.ID)
                .path(side.path())
                .cause(failure)
                .build();
    }

    private static ErrorCode ofSource(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ErrorCode.SOURCE_MISSING;
        }
        return isAnother(failure) ? ErrorCode.SOURCE_CHANGED : ErrorCode.SOURCE_UNREADABLE;
    }

    private static ErrorCode ofTarget(IOException failure) {
        if (failure instanceof NoSuchFileException || isAnother(failure)) {
            return ErrorCode.TARGET_CHANGED;
        }
        if (reason(failure).equals(Errno.EROFS.text())) {
            return ErrorCode.TARGET_READ_ONLY;
        }
        boolean busy =
                reason(failure).equals(Errno.EBUSY.text()) || reason(failure).equals(Errno.ETXTBSY.text());
        return busy ? ErrorCode.TARGET_IN_USE : ErrorCode.TARGET_UNWRITABLE;
    }

    /** A symbolic link at the path is refused by O_NOFOLLOW; the library had resolved all links. */
    private static boolean isAnother(IOException failure) {
        return failure instanceof OpenFile.ChangedException || reason(failure).equals(Errno.ELOOP.text());
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return Errno.EACCES.text();
        }
        String reason = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.toString());
    }
}
