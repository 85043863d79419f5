package io.quietcopy.engine.dd;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a dd ended: exit status, the number of bytes that it says it has written, and the system call that failed.
 *
 * <p>Immutable and thread-safe.
 */
final class DdOutcome {
    /** What dd was doing when it failed. */
    enum Action {
        NONE,
        OPENING,
        READING,
        WRITING,
        FLUSHING,
        OTHER
    }

    static final int EPERM = 1;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int EPIPE = 32;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;
    static final int SIGINT = 2;
    static final int SIGPIPE = 13;
    static final int SIGXFSZ = 25;

    /** The texts of strerror(3) in the C locale, of glibc and where they differ of musl. */
    private static final Map<String, Integer> ERRNO = Map.ofEntries(
            Map.entry("Operation not permitted", EPERM),
            Map.entry("No such file or directory", 2),
            Map.entry("Input/output error", EIO),
            Map.entry("I/O error", EIO),
            Map.entry("No such device or address", 6),
            Map.entry("Permission denied", EACCES),
            Map.entry("Resource temporarily unavailable", EAGAIN),
            Map.entry("Cannot allocate memory", 12),
            Map.entry("Out of memory", 12),
            Map.entry("Device or resource busy", EBUSY),
            Map.entry("Resource busy", EBUSY),
            Map.entry("No such device", 19),
            Map.entry("Invalid argument", EINVAL),
            Map.entry("Text file busy", ETXTBSY),
            Map.entry("File too large", EFBIG),
            Map.entry("No space left on device", ENOSPC),
            Map.entry("Read-only file system", EROFS),
            Map.entry("Broken pipe", EPIPE),
            Map.entry("No data available", 61),
            Map.entry("Operation not supported", EOPNOTSUPP),
            Map.entry("Not supported", EOPNOTSUPP),
            Map.entry("Transport endpoint is not connected", 107),
            Map.entry("Connection timed out", 110),
            Map.entry("Host is down", 112),
            Map.entry("Stale file handle", 116),
            Map.entry("Remote I/O error", 121),
            Map.entry("Disk quota exceeded", EDQUOT),
            Map.entry("Quota exceeded", EDQUOT));

    private static final Pattern BYTES = Pattern.compile("(?m)^(\\d+) bytes? .*copied");
    private static final Pattern FAILURE = Pattern.compile(
            "(?m)(failed to open|error reading|error writing|fdatasync failed|fsync failed|closing output file|cannot [a-z]+).*: ([^:\\n]+)$");

    private final int exitStatus;
    private final String text;
    private final long bytes;
    private final Action action;
    private final int errno;

    private DdOutcome(int exitStatus, String text, long bytes, Action action, int errno) {
        this.exitStatus = exitStatus;
        this.text = text;
        this.bytes = bytes;
        this.action = action;
        this.errno = errno;
    }

    /** Reads what a dd has left behind. */
    static DdOutcome of(int exitStatus, String errors) {
        Matcher count = BYTES.matcher(errors);
        long bytes = -1;
        while (count.find()) {
            bytes = Long.parseLong(count.group(1));
        }
        Matcher failure = FAILURE.matcher(errors);
        Action action = exitStatus == 0 ? Action.NONE : Action.OTHER;
        int errno = 0;
        while (exitStatus != 0 && failure.find()) {
            errno = ERRNO.getOrDefault(failure.group(2).strip(), 0);
            action = switch (failure.group(1)) {
                case "failed to open" -> Action.OPENING;
                case "error reading" -> Action.READING;
                case "error writing", "closing output file" -> Action.WRITING;
                case "fdatasync failed", "fsync failed" -> Action.FLUSHING;
                default -> Action.OTHER;
            };
        }
        return new DdOutcome(exitStatus, errors.strip(), bytes, action, errno);
    }

    static DdOutcome of(Child child) {
        return of(child.exitStatus(), child.errors());
    }

    boolean succeeded() {
        return exitStatus == 0;
    }

    int exitStatus() {
        return exitStatus;
    }

    /** Returns the signal that killed it, or 0. */
    int signal() {
        return exitStatus > 128 ? exitStatus - 128 : 0;
    }

    /** Returns the end of what it has printed. */
    String text() {
        return text;
    }

    /** Returns how many bytes it says it has written, skipped zeroes included, or -1 if it says nothing. */
    long bytes() {
        return bytes;
    }

    Action action() {
        return action;
    }

    /** Returns the Linux error number of what failed, or 0 if the text is not known. */
    int errno() {
        return errno;
    }

    /** Returns whether the storage only asked for another try. dd gives up on that, and tries again only when it is interrupted. */
    boolean wantsAnotherTry() {
        return errno == EAGAIN && (action == Action.READING || action == Action.WRITING);
    }

    /** Returns whether it failed as direct I/O does where it is not possible. */
    boolean refusesDirect() {
        return errno == EINVAL || errno == EOPNOTSUPP;
    }
}
