package io.quietcopy.conformance.internal.report;

/** What is to be said of a rule in the end: the verdict, and whether a waiver or a selection changes what it counts for. */
public enum Standing {
    /** It was put to the test, and held. */
    PASS("pass"),
    /** It was broken; or it is waived although it held. */
    FAIL("fail"),
    /** It was broken, as a waiver says. */
    WAIVED("waived"),
    /** It was not put to the test, for a reason that is told. */
    SKIPPED("skipped"),
    /** It should have been put to the test and was not. */
    NOT_VERIFIED("not verified"),
    /** Nobody can put it to the test from outside. */
    NOT_TESTABLE("not testable"),
    /** This run was about other rules. */
    NOT_SELECTED("not selected");

    private final String text;

    Standing(String text) {
        this.text = text;
    }

    /** Returns it in lower case, as people read it. */
    public String text() {
        return text;
    }

    /** Returns it as one word of lower case for programs. */
    public String id() {
        return text.replace(' ', '-');
    }
}
