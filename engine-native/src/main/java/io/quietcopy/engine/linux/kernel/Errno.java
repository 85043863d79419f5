package io.quietcopy.engine.linux.kernel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The number with which a system call failed. The constants are those that anything here asks for; a kernel may return others.
 *
 * @param number as in {@code errno(3)}, at least 1
 */
public record Errno(int number) {
    /** Not permitted, whoever owns it. */
    public static final Errno EPERM = new Errno(1);

    /** No such file. */
    public static final Errno ENOENT = new Errno(2);

    /** A signal came first: try again. */
    public static final Errno EINTR = new Errno(4);

    /** The storage failed. */
    public static final Errno EIO = new Errno(5);

    /** There is no such device, or no more data behind an offset. */
    public static final Errno ENXIO = new Errno(6);

    /** Not a descriptor that is open for this. */
    public static final Errno EBADF = new Errno(9);

    /** Not now: try again. */
    public static final Errno EAGAIN = new Errno(11);

    /** Out of memory, or over its limit. */
    public static final Errno ENOMEM = new Errno(12);

    /** Permission denied. */
    public static final Errno EACCES = new Errno(13);

    /** Somebody else has it. */
    public static final Errno EBUSY = new Errno(16);

    /** The name exists. */
    public static final Errno EEXIST = new Errno(17);

    /** Two file systems, where one is needed. */
    public static final Errno EXDEV = new Errno(18);

    /** An argument, or an alignment, that is not accepted. */
    public static final Errno EINVAL = new Errno(22);

    /** An operation that this kind of file does not know. */
    public static final Errno ENOTTY = new Errno(25);

    /** The file is being executed, or used as swap space. */
    public static final Errno ETXTBSY = new Errno(26);

    /** Larger than a limit allows. */
    public static final Errno EFBIG = new Errno(27);

    /** No room. */
    public static final Errno ENOSPC = new Errno(28);

    /** The file system is read-only. */
    public static final Errno EROFS = new Errno(30);

    /** Too small a buffer for an answer. */
    public static final Errno ERANGE = new Errno(34);

    /** The kernel does not have this call, or a filter hides it. */
    public static final Errno ENOSYS = new Errno(38);

    /** A symbolic link where none is followed. */
    public static final Errno ELOOP = new Errno(40);

    /** There is no such attribute. */
    public static final Errno ENODATA = new Errno(61);

    /** The file system does not do this. */
    public static final Errno EOPNOTSUPP = new Errno(95);

    /** The quota is used up. */
    public static final Errno EDQUOT = new Errno(122);

    /** As glibc words them: what the Copier reads from Java's own exceptions it can then read from these. */
    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(1, "Operation not permitted"),
            Map.entry(2, "No such file or directory"),
            Map.entry(4, "Interrupted system call"),
            Map.entry(5, "Input/output error"),
            Map.entry(6, "No such device or address"),
            Map.entry(9, "Bad file descriptor"),
            Map.entry(11, "Resource temporarily unavailable"),
            Map.entry(12, "Cannot allocate memory"),
            Map.entry(13, "Permission denied"),
            Map.entry(14, "Bad address"),
            Map.entry(15, "Block device required"),
            Map.entry(16, "Device or resource busy"),
            Map.entry(17, "File exists"),
            Map.entry(18, "Invalid cross-device link"),
            Map.entry(19, "No such device"),
            Map.entry(20, "Not a directory"),
            Map.entry(21, "Is a directory"),
            Map.entry(22, "Invalid argument"),
            Map.entry(23, "Too many open files in system"),
            Map.entry(24, "Too many open files"),
            Map.entry(25, "Inappropriate ioctl for device"),
            Map.entry(26, "Text file busy"),
            Map.entry(27, "File too large"),
            Map.entry(28, "No space left on device"),
            Map.entry(30, "Read-only file system"),
            Map.entry(34, "Numerical result out of range"),
            Map.entry(36, "File name too long"),
            Map.entry(37, "No locks available"),
            Map.entry(38, "Function not implemented"),
            Map.entry(40, "Too many levels of symbolic links"),
            Map.entry(52, "Invalid exchange"),
            Map.entry(61, "No data available"),
            Map.entry(74, "Bad message"),
            Map.entry(75, "Value too large for defined data type"),
            Map.entry(84, "Invalid or incomplete multibyte or wide character"),
            Map.entry(95, "Operation not supported"),
            Map.entry(103, "Software caused connection abort"),
            Map.entry(107, "Transport endpoint is not connected"),
            Map.entry(110, "Connection timed out"),
            Map.entry(116, "Stale file handle"),
            Map.entry(117, "Structure needs cleaning"),
            Map.entry(121, "Remote I/O error"),
            Map.entry(122, "Disk quota exceeded"),
            Map.entry(125, "Operation canceled"));

    /**
     * Returns the error that a call of {@link Linux} returned.
     *
     * @param result a negative result
     */
    public static Errno of(long result) {
        if (result >= 0) {
            throw new IllegalArgumentException("a call that returned " + result + " has not failed");
        }
        return new Errno((int) -result);
    }

    /** Returns whether a result is this error. */
    public boolean is(long result) {
        return result == -number;
    }

    /** Returns whether a result says that the call does not exist here, or is hidden from this process. */
    public static boolean isMissing(long result) {
        return ENOSYS.is(result) || EPERM.is(result);
    }

    /** Returns the text of the C library, in English. */
    public String text() {
        return TEXTS.getOrDefault(number, "Unknown error " + number);
    }

    /** Returns an exception of the kind that Java throws for this error. */
    public IOException exception(Path file) {
        return exception(file, null);
    }

    /**
     * Returns an exception of the kind that Java throws for this error.
     *
     * @param file the file
     * @param other the second file of a call that takes two
     */
    public IOException exception(Path file, @Nullable Path other) {
        String second = other == null ? null : other.toString();
        if (equals(ENOENT)) {
            return new NoSuchFileException(file.toString(), second, null);
        }
        if (equals(EACCES)) {
            return new AccessDeniedException(file.toString(), second, null);
        }
        if (equals(EEXIST)) {
            return new FileAlreadyExistsException(other == null ? file.toString() : second);
        }
        return new FileSystemException(file.toString(), second, text());
    }

    @Override
    public String toString() {
        return text() + " (errno " + number + ")";
    }
}
