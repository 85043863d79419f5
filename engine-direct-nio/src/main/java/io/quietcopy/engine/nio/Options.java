package io.quietcopy.engine.nio;

import com.sun.nio.file.ExtendedOpenOption;
import java.nio.file.OpenOption;
import java.util.Optional;

/** The one option that is not in every Java. */
final class Options {
    private Options() {}

    /** Returns the option for direct I/O, where this Java has it. */
    static Optional<OpenOption> direct() {
        try {
            return Optional.of(ExtendedOpenOption.DIRECT);
        } catch (LinkageError e) {
            // A Java that was put together without jdk.unsupported.
            return Optional.empty();
        }
    }
}
