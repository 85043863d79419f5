package io.quietcopy.cli;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds arguments that have lost bytes on their way into Java.
 *
 * <p>A name in Linux is bytes; Java reads arguments as text in the locale's charset and puts U+FFFD in the place of
 * what is none. Such a name no longer names its file, or, worse, names another one.
 */
final class Names {
    private static final char REPLACEMENT = '\uFFFD';

    private Names() {}

    /**
     * Checks arguments, and the folder that relative ones are looked for in.
     *
     * @throws CopyException if one has lost bytes
     */
    static void check(String[] arguments) throws CopyException {
        checkFolder();
        for (String argument : arguments) {
            if (argument.indexOf(REPLACEMENT) >= 0) {
                throw unsupported(argument, null);
            }
        }
    }

    /** Java takes relative names for ones in the folder that it believes to be in. */
    private static void checkFolder() throws CopyException {
        String folder = System.getProperty("user.dir", "");
        if (folder.indexOf(REPLACEMENT) >= 0 && !isCurrent(Path.of(folder))) {
            throw CopyException.refusal(
                            ErrorCode.NAME_UNSUPPORTED,
                            "the name of the current folder, " + Text.printable(folder)
                                    + ", is not valid in this Java's file-name encoding, "
                                    + System.getProperty("sun.jnu.encoding", "unknown"))
                    .remedy("Change to another folder, and name files by paths that are valid UTF-8.")
                    .build();
        }
    }

    private static boolean isCurrent(Path folder) {
        try {
            return Files.isSameFile(folder, Path.of("/proc/self/cwd"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the refusal of a name. */
    static CopyException unsupported(String name, @Nullable Exception cause) {
        return CopyException.refusal(
                        ErrorCode.NAME_UNSUPPORTED,
                        "the name " + Text.printable(name) + " is not valid in this Java's file-name encoding, "
                                + System.getProperty("sun.jnu.encoding", "unknown"))
                .remedy("Rename the file so that its name is valid UTF-8; if Java's encoding is not UTF-8, set"
                        + " LC_ALL=C.UTF-8.")
                .cause(cause)
                .build();
    }
}
