package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.ConformanceReport.Outcome;

/** What the command's exit status means. */
final class ExitStatus {
    /** Every rule that binds the engine was put to the test and held. */
    static final int PASSED = 0;

    /** A rule is broken. */
    static final int FAILED = 1;

    /** An argument is wrong. Nothing was done. */
    static final int USAGE = 2;

    /** No rule is broken, but none, or not every one that should have been, was put to the test. */
    static final int INCOMPLETE = 3;

    /** The machine does not allow the run: no such folder, an engine that is not available, a report that cannot be written. */
    static final int ENVIRONMENT = 4;

    private ExitStatus() {}

    static int of(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> PASSED;
            case FAILED -> FAILED;
            case INCOMPLETE -> INCOMPLETE;
        };
    }
}
