package io.quietcopy.conformance;

import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Requirement;

/** What the suite needs to put every rule to the test. On less than that no engine passes, however right it is. */
public final class WholeMachine {
    private WholeMachine() {}

    /** Skips a test, with the reason, where something is missing. */
    public static void require() {
        Requirement.require(
                FileSystemKind.EXT4,
                Requirement.LOOP,
                Requirement.STORAGE_MODEL,
                Requirement.FSFREEZE,
                Requirement.PRLIMIT);
    }
}
