package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.generate.DirtyZeroes;
import io.quietcopy.conformance.internal.generate.Lengths;
import io.quietcopy.conformance.internal.generate.Stops;
import io.quietcopy.conformance.internal.generate.Windows;
import io.quietcopy.conformance.internal.place.Place;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order in which they run: what is cheap and what everything else stands on comes first. */
public final class Checks {
    private Checks() {}

    /** Returns all checks. */
    public static List<Check> all() {
        List<Check> checks = new ArrayList<>(ProviderChecks.all());
        checks.add(new PropertyCheck(
                "lengths",
                "a whole source of any length arrives, and nothing else changes",
                List.of(
                        "E-BYTES-1",
                        "E-BYTES-3",
                        "E-BYTES-6",
                        "E-EDGE-4",
                        "E-PERMIT-1",
                        "E-PERMIT-4",
                        "E-PERMIT-5",
                        "E-PERMIT-6",
                        "E-PERMIT-8",
                        "E-STOP-8",
                        "E-STOP-9",
                        "E-RES-2",
                        "E-CACHE-1",
                        "E-OPEN-5"),
                Place.ALL_SIDES,
                new Lengths()));
        checks.add(new PropertyCheck(
                "windows",
                "ranges at any offset arrive, and no byte beside them changes",
                List.of("E-BYTES-1", "E-BYTES-2", "E-EDGE-4", "E-CACHE-1"),
                Place.ALL_SIDES,
                new Windows()));
        checks.add(new PropertyCheck(
                "zeroes",
                "holes and zeroes are zero in the target, whatever it held before",
                List.of("E-BYTES-1", "E-ZERO-1", "E-ZERO-2", "E-ZERO-3"),
                Place.ALL_SIDES,
                new DirtyZeroes()));
        checks.add(new PropertyCheck(
                "stops",
                "a copy that is cancelled or aborted at any time ends, and moves nothing more",
                List.of("E-STOP-1", "E-STOP-2", "E-STOP-3", "E-STOP-4", "E-PERMIT-3"),
                Place.ALL_SIDES,
                new Stops()));
        return List.copyOf(checks);
    }
}
