package io.quietcopy.engine.nio;

import io.quietcopy.engine.support.Errno;
import io.quietcopy.engine.support.IoFailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Guesses the error number of what Java throws. Java keeps it to itself and passes on the C library's text, so the English texts
 * of glibc and musl are compared. In another language the number stays unknown.
 */
final class JavaFailures {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("operation not permitted", Errno.EPERM),
            Map.entry("input/output error", Errno.EIO),
            Map.entry("i/o error", Errno.EIO),
            Map.entry("permission denied", Errno.EACCES),
            Map.entry("device or resource busy", Errno.EBUSY),
            Map.entry("resource busy", Errno.EBUSY),
            Map.entry("busy", Errno.EBUSY),
            Map.entry("invalid argument", Errno.EINVAL),
            Map.entry("text file busy", Errno.ETXTBSY),
            Map.entry("file too large", Errno.EFBIG),
            Map.entry("no space left on device", Errno.ENOSPC),
            Map.entry("read-only file system", Errno.EROFS),
            Map.entry("operation not supported", Errno.EOPNOTSUPP),
            Map.entry("not supported", Errno.EOPNOTSUPP),
            Map.entry("disk quota exceeded", Errno.EDQUOT),
            Map.entry("quota exceeded", Errno.EDQUOT));

    private JavaFailures() {}

    /** Returns the error number, 0 if the text does not give it away. */
    static int errno(IOException failure) {
        return failure instanceof AccessDeniedException
                ? Errno.EACCES
                : NUMBERS.getOrDefault(reason(failure).toLowerCase(Locale.ROOT), 0);
    }

    /** Returns the reason alone, without the file names that Java puts before it. */
    static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.getClass().getSimpleName());
    }

    static IoFailureException of(IOException failure) {
        return IoFailureException.of(errno(failure), reason(failure), failure);
    }
}
