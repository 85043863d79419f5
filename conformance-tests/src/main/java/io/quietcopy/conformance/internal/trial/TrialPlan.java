package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.place.Sides;
import org.jspecify.annotations.Nullable;

/**
 * What is to be tried, and how.
 *
 * @param copyCase the case
 * @param blame the rule that is broken if the copy simply goes wrong
 * @param sides where
 * @param listener hears what the engine tells
 * @param expectation how it has to end, or null: as the case itself says
 */
public record TrialPlan(
        CopyCase copyCase,
        String blame,
        Sides sides,
        SuiteControl.Listener listener,
        @Nullable Expectation expectation) {
    /** Plans a case somewhere. */
    public static TrialPlan of(CopyCase copyCase, String blame, Sides sides) {
        return new TrialPlan(copyCase, blame, sides, new SuiteControl.Listener() {}, null);
    }

    /** Has somebody listen. */
    public TrialPlan heardBy(SuiteControl.Listener other) {
        return new TrialPlan(copyCase, blame, sides, other, expectation);
    }

    /** Has it end in another way than the case says. */
    public TrialPlan expecting(Expectation other) {
        return new TrialPlan(copyCase, blame, sides, listener, other);
    }
}
