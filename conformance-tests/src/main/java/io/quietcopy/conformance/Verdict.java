package io.quietcopy.conformance;

/** What is to be said of a rule or a check after a run. */
public enum Verdict {
    /** It was put to the test, and held every time. */
    PASS,
    /** It was broken at least once. */
    FAIL,
    /** It was not put to the test for a reason that is told: a capability is not declared, or the machine lacks something. */
    SKIPPED,
    /** It should have been put to the test and was not: something went wrong before, or no try came near it. */
    NOT_VERIFIED,
    /** Nobody can put it to the test from outside. */
    NOT_TESTABLE
}
