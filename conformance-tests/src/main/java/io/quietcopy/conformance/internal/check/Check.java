package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.place.Place;
import java.util.List;

/**
 * Shows one behaviour of an engine.
 *
 * <p>A check names the rules that it proves, the one first that it is mostly about: that one is broken if a copy simply goes wrong.
 * What a check sees beyond them, as by the way, counts as well. Stateless and thread-safe.
 */
public interface Check {
    /** Returns the id: lower-case words joined by hyphens. */
    String id();

    /** Returns what it shows, one clause for people. */
    String title();

    /** Returns the ids of the rules that it proves. */
    List<String> rules();

    /** Returns where it runs. */
    List<Place> places();

    /**
     * Puts the engine to the test.
     *
     * @throws SkippedException if it cannot be done here
     * @throws Exception if the suite itself fails
     */
    void run(CheckContext context) throws Exception;
}
