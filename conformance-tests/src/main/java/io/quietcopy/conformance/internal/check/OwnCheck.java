package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.testbed.Requirement;
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

    /** Returns a check that makes its place for itself, or needs none. */
    static Check of(String id, String title, Scenario scenario, String... rules) {
        return new OwnCheck(id, title, List.of(rules), List.of(Place.OWN), scenario);
    }

    /** Returns a check on a storage model, which not every machine can make. */
    static Check onModel(String id, String title, Scenario scenario, String... rules) {
        return of(
                id,
                title,
                context -> {
                    context.require(Requirement.STORAGE_MODEL);
                    scenario.run(context);
                },
                rules);
    }

    @Override
    public void run(CheckContext context) throws Exception {
        scenario.run(context);
    }
}
