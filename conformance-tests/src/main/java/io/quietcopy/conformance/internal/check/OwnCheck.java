package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.place.Place;
import java.util.List;

/**
 * A check with a scenario of its own.
 *
 * @param id the id
 * @param title what it shows
 * @param rules what it proves
 * @param places where it runs
 * @param scenario what it does
 */
public record OwnCheck(String id, String title, List<String> rules, List<Place> places, Scenario scenario)
        implements Check {
    /** What a check does. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Puts the engine to the test.
         *
         * @throws Exception if the suite itself fails, or it cannot be done here
         */
        void run(CheckContext context) throws Exception;
    }

    @Override
    public void run(CheckContext context) throws Exception {
        scenario.run(context);
    }
}
