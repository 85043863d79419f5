package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.spi.Capability;
import java.util.Random;
import java.util.Set;

/**
 * What a generator has to know of where its cases are tried.
 *
 * @param place which kinds of sides
 * @param capabilities what the engine declares
 * @param direct whether the engine does direct I/O there
 */
public record Ground(Place place, Set<Capability> capabilities, boolean direct) {
    /** Chooses sides: at least one is of the place's kind. */
    public CopyCase.Builder sides(Random random, CopyCase.Builder made) {
        SideKind kind = place.kind();
        int choice = random.nextInt(kind == SideKind.DEVICE ? 2 : 3);
        return switch (choice) {
            case 0 -> made.sides(SideKind.FILE, kind);
            case 1 -> made.sides(kind, SideKind.FILE);
            default -> made.sides(kind, kind);
        };
    }

    /** Returns whether the engine declares a capability. */
    public boolean declares(Capability capability) {
        return capabilities.contains(capability);
    }
}
