package io.quietcopy.engine.support;

import io.quietcopy.ErrorCode;

/** The error numbers of Linux that mean something for a copy, and the codes that they stand for (rule E-ERROR-1). */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** Interrupted by a signal. */
    public static final int EINTR = 4;
    /** Input or output error. */
    public static final int EIO = 5;
    /** Would have to wait. */
    public static final int EAGAIN = 11;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** Device or resource busy. */
    public static final int EBUSY = 16;
    /** Invalid argument: what misaligned direct I/O gets. */
    public static final int EINVAL = 22;
    /** A program is running from the file. */
    public static final int ETXTBSY = 26;
    /** File too large. */
    public static final int EFBIG = 27;
    /** No space left on the device. */
    public static final int ENOSPC = 28;
    /** Read-only file system. */
    public static final int EROFS = 30;
    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;
    /** Disk quota exceeded. */
    public static final int EDQUOT = 122;

    private Errno() {}

    /**
     * Returns the code of a failed read of the source.
     *
     * @param errno the error number, 0 if not known
     * @return the code, never null
     */
    public static ErrorCode ofRead(int errno) {
        return errno == EACCES || errno == EPERM ? ErrorCode.SOURCE_UNREADABLE : ErrorCode.READ_FAILED;
    }

    /**
     * Returns the code of a failed write to the target.
     *
     * @param errno the error number, 0 if not known
     * @return the code, never null
     */
    public static ErrorCode ofWrite(int errno) {
        return ofTarget(errno, ErrorCode.WRITE_FAILED);
    }

    /**
     * Returns the code of a failed flush of the target.
     *
     * @param errno the error number, 0 if not known
     * @return the code, never null
     */
    public static ErrorCode ofFlush(int errno) {
        return ofTarget(errno, ErrorCode.FLUSH_FAILED);
    }

    private static ErrorCode ofTarget(int errno, ErrorCode otherwise) {
        return switch (errno) {
            case ENOSPC, EDQUOT -> ErrorCode.NO_SPACE;
            case EFBIG -> ErrorCode.FILE_TOO_LARGE;
            case EROFS -> ErrorCode.TARGET_READ_ONLY;
            case EACCES, EPERM -> ErrorCode.TARGET_UNWRITABLE;
            case EBUSY, ETXTBSY -> ErrorCode.TARGET_IN_USE;
            default -> otherwise;
        };
    }
}
