package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import java.util.List;
import java.util.Random;

/** Draws cases of one kind. A plain function of its arguments: the same random numbers give the same case. */
@FunctionalInterface
public interface CaseGenerator {
    /** Returns the cases that are tried in any case, because somebody has failed with them before. */
    default List<CopyCase> classics(Ground ground) {
        return List.of();
    }

    /** Returns whether there are other cases than the classics. */
    default boolean draws() {
        return true;
    }

    /** Returns a case. */
    CopyCase draw(Random random, Ground ground);
}
