package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Turns Java's failures into typed ones. Java keeps the error number to itself and passes on the C library's text for it, so
 * that is what can be compared: the texts of glibc and musl in English. A text in another language falls back to the code
 * that the caller has for all else.
 */
final class IoFailures {
    static final int EPERM = 1;
    static final int EIO = 5;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("operation not permitted", EPERM),
            Map.entry("input/output error", EIO),
            Map.entry("i/o error", EIO),
            Map.entry("permission denied", EACCES),
            Map.entry("device or resource busy", EBUSY),
            Map.entry("resource busy", EBUSY),
            Map.entry("busy", EBUSY),
            Map.entry("invalid argument", EINVAL),
            Map.entry("text file busy", ETXTBSY),
            Map.entry("file too large", EFBIG),
            Map.entry("no space left on device", ENOSPC),
            Map.entry("read-only file system", EROFS),
            Map.entry("operation not supported", EOPNOTSUPP),
            Map.entry("not supported", EOPNOTSUPP),
            Map.entry("disk quota exceeded", EDQUOT),
            Map.entry("quota exceeded", EDQUOT));

    private IoFailures() {}

    /**
     * Starts the exception for a failure of a file operation on the target.
     *
     * @param failure what Java threw
     * @param otherwise the code where the failure is none that has its own
     * @param doing what was being done, for people, for example {@code cannot size the temporary file}
     * @param phase when
     * @param path the file
     * @param refusal whether the target is still untouched and the copy is refused
     */
    static CopyException.Builder describe(
            IOException failure, ErrorCode otherwise, String doing, CopyPhase phase, Path path, boolean refusal) {
        OptionalInt errno = errno(failure);
        ErrorCode code = code(failure, errno, otherwise);
        String problem = doing + ": " + reason(failure);
        return (refusal ? CopyException.refusal(code, problem) : CopyException.builder(code, problem))
                .phase(phase)
                .path(path)
                .errno(errno.orElse(-1))
                .cause(failure);
    }

    /** Returns the reason alone, without the file names that Java puts before it. */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.toString());
    }

    /** Returns the error number, where the text gives it away. */
    static OptionalInt errno(IOException failure) {
        Integer number = NUMBERS.get(reason(failure).toLowerCase(Locale.ROOT));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static ErrorCode code(IOException failure, OptionalInt errno, ErrorCode otherwise) {
        if (failure instanceof NoSuchFileException && otherwise == ErrorCode.STAGE_FAILED) {
            return ErrorCode.TARGET_PARENT_MISSING;
        }
        return switch (errno.orElse(0)) {
            case EPERM, EACCES -> ErrorCode.TARGET_UNWRITABLE;
            case EROFS -> ErrorCode.TARGET_READ_ONLY;
            case ENOSPC, EDQUOT -> ErrorCode.NO_SPACE;
            case EFBIG -> ErrorCode.FILE_TOO_LARGE;
            case EBUSY, ETXTBSY -> ErrorCode.TARGET_IN_USE;
            default -> otherwise;
        };
    }
}
