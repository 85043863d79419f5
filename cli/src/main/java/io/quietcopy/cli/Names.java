package io.quietcopy.cli;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds arguments that have lost bytes on their way into Java.
 *
 * <p>A name in Linux is bytes; Java reads arguments as text in the locale's charset and puts U+FFFD in the place of what is none. Such a name no
 * longer names its file, or, worse, names another one.
 */
final class Names {
    private static final char REPLACEMENT = '\uFFFD';

    private Names() {}

    /**
     * Checks arguments.
     *
     * @throws CopyException if one has lost bytes
     */
    static void check(String[] arguments) throws CopyException {
        for (String argument : arguments) {
            if (argument.indexOf(REPLACEMENT) >= 0) {
                throw unsupported(argument, null);
            }
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
