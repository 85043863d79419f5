package org.example.plain;

import io.quietcopy.ErrorCode;
import io.quietcopy.engine.support.Errno;
import io.quietcopy.engine.support.IoFailureException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Map;

/** Finds the error number of what Java throws, by its text, for Java has nothing else to tell (rule E-ERROR-1). */
final class Failures {
    private static final Map<String, Integer> NUMBERS = Map.of(
            "Operation not permitted", Errno.EPERM,
            "Input/output error", Errno.EIO,
            "Permission denied", Errno.EACCES,
            "Device or resource busy", Errno.EBUSY,
            "Text file busy", Errno.ETXTBSY,
            "File too large", Errno.EFBIG,
            "No space left on device", Errno.ENOSPC,
            "Read-only file system", Errno.EROFS,
            "Disk quota exceeded", Errno.EDQUOT);

    private Failures() {}

    static IoFailureException of(IOException failure) {
        return IoFailureException.of(errno(failure), reason(failure), failure);
    }

    /** Returns the code of a side that cannot be opened. */
    static ErrorCode ofOpening(ErrorCode changed, IOException failure) {
        if (changed == ErrorCode.SOURCE_CHANGED) {
            return ErrorCode.SOURCE_UNREADABLE;
        }
        return errno(failure) == Errno.EROFS ? ErrorCode.TARGET_READ_ONLY : ErrorCode.TARGET_UNWRITABLE;
    }

    static int errno(IOException failure) {
        return NUMBERS.getOrDefault(reason(failure), 0);
    }

    static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
