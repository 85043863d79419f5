package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A generator made of two functions.
 *
 * @param always the cases that are tried in any case
 * @param drawing draws another
 * @param draws whether there are others
 */
record Gen(Function<Ground, List<CopyCase>> always, CaseGenerator drawing, boolean draws) implements CaseGenerator {
    Gen(Function<Ground, List<CopyCase>> always, CaseGenerator drawing) {
        this(always, drawing, true);
    }

    /** A generator that has so many cases, the same ones every time, and no others. */
    static CaseGenerator fixed(Function<Ground, List<CopyCase>> always) {
        CaseGenerator oneOfThem = (random, ground) -> Numbers.oneOf(random, always.apply(ground));
        return new Gen(always, oneOfThem, false);
    }

    @Override
    public List<CopyCase> classics(Ground ground) {
        return always.apply(ground);
    }

    @Override
    public CopyCase draw(Random random, Ground ground) {
        return drawing.draw(random, ground);
    }
}
