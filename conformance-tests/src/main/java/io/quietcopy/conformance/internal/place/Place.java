package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.model.EnumText;
import io.quietcopy.conformance.internal.model.SideKind;
import java.util.List;

/** Where a check runs: which kinds of sides its copies are between. */
public enum Place {
    /** Regular files in the folder under test. */
    FILES(SideKind.FILE),
    /** A loop device with sectors of 512 bytes on at least one side. */
    LOOP512(SideKind.LOOP512),
    /** A loop device with sectors of 4096 bytes on at least one side. */
    LOOP4096(SideKind.LOOP4096),
    /** A device that was given, on one side. */
    DEVICE(SideKind.DEVICE),
    /** A place that the check makes for itself, or none. */
    OWN(SideKind.FILE);

    /** Where copies behave alike but for the storage. */
    public static final List<Place> ALL_SIDES = List.of(FILES, LOOP512, LOOP4096, DEVICE);

    private final SideKind kind;

    Place(SideKind kind) {
        this.kind = kind;
    }

    /** Returns the kind that at least one side is of. */
    public SideKind kind() {
        return kind;
    }

    @Override
    public String toString() {
        return EnumText.of(this);
    }
}
