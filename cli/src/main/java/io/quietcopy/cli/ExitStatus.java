package io.quietcopy.cli;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.NoEngineException;

/** What the command's exit status means. */
final class ExitStatus {
    /** It is done. */
    static final int DONE = 0;

    /** It failed; the error tells what became of the target. */
    static final int FAILED = 1;

    /** An argument or a setting is wrong. Nothing has been touched. */
    static final int USAGE = 2;

    /** The copy was refused before its first write; the target is untouched. */
    static final int REFUSED = 3;

    /** No engine can make this copy here; the target is untouched. */
    static final int NO_ENGINE = 4;

    /** It was cancelled by Ctrl-C: 128 and the number of the signal. */
    static final int CANCELLED = 130;

    private ExitStatus() {}

    /** Returns the status for a copy that ended in this way. */
    static int of(CopyException e) {
        if (e instanceof NoEngineException) {
            return NO_ENGINE;
        }
        if (e instanceof CopyCancelledException) {
            return CANCELLED;
        }
        // A name that somebody else took while the copy ran is refused like one that stood there before.
        return e instanceof CopyRefusedException || e.code() == ErrorCode.TARGET_EXISTS ? REFUSED : FAILED;
    }
}
