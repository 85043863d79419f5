package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.FileNames;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Checks that both names are names at all, and that they can be handed to the operating system and to a child process. */
final class NameChecks {
    /** The longest path that a Linux system call takes, without the byte that ends it. */
    static final int LONGEST_PATH = 4095;

    /** The longest name of a file on almost every file system. */
    static final int LONGEST_NAME = 255;

    private static final char REPLACEMENT = '\uFFFD';

    private NameChecks() {}

    static void check(CopyRequest request) throws CopyException {
        check("source", request.source());
        check("target", request.target());
    }

    private static void check(String side, Path path) throws CopyException {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw Refusal.of(
                    ErrorCode.REQUEST_INVALID,
                    path,
                    "the " + side + " " + path + " is not a path of the operating system but of "
                            + path.getFileSystem(),
                    "Name a file or block device of the operating system.");
        }
        if (path.toString().isEmpty()) {
            throw Refusal.of(
                    ErrorCode.REQUEST_INVALID,
                    path,
                    "the " + side + " is an empty path",
                    "Name a regular file or a block device.");
        }
        if (!survivesText(path) || (mayBeUndecoded(path) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS))) {
            // Not path(..): the exception gives the path back by its text, which is what does not work here.
            throw CopyException.refusal(
                            ErrorCode.NAME_UNSUPPORTED,
                            "the name of the " + side + ", " + path + ", cannot be carried by the encoding "
                                    + FileNames.CHARSET + " that Java uses for file names here")
                    .phase(CopyPhase.PREFLIGHT)
                    .remedy(ErrorCode.NAME_UNSUPPORTED.remedy())
                    .build();
        }
    }

    /** A path that came from listing a folder holds bytes that its text may have lost. */
    private static boolean survivesText(Path path) {
        try {
            return path.getFileSystem().getPath(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A path made of text that was decoded wrongly, as from a command line, names another file than was meant. */
    private static boolean mayBeUndecoded(Path path) {
        return path.toString().indexOf(REPLACEMENT) >= 0;
    }

    /** Returns whether a path or one of its names has more bytes than Linux takes. */
    static boolean isTooLong(Path path) {
        if (bytes(path) > LONGEST_PATH) {
            return true;
        }
        for (Path name : path) {
            if (bytes(name) > LONGEST_NAME) {
                return true;
            }
        }
        return false;
    }

    static int bytes(Path path) {
        return path.toString().getBytes(FileNames.CHARSET).length;
    }
}
