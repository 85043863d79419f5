package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.generate.CaseArbitrary;
import io.quietcopy.conformance.internal.generate.CaseGenerator;
import io.quietcopy.conformance.internal.generate.Ground;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.place.Place;
import java.util.List;
import java.util.Random;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;

/**
 * A check that holds for any case of a generator: first for those that have made others fail, then for random ones.
 *
 * @param id the id
 * @param title what it shows
 * @param rules what it proves
 * @param places where it runs
 * @param generator what it tries
 */
public record PropertyCheck(String id, String title, List<String> rules, List<Place> places, CaseGenerator generator)
        implements Check {
    @Override
    public void run(CheckContext context) throws Exception {
        Ground ground = context.ground();
        for (CopyCase copyCase : generator.classics(ground)) {
            context.attempt(copyCase);
        }
        boolean inside = JqwikSession.isActive();
        if (!inside) {
            JqwikSession.start();
        }
        try {
            int tries = generator.draws() ? context.effort().tries() : 0;
            RandomGenerator<CopyCase> cases =
                    CaseArbitrary.of(generator, ground).generator(Math.max(1, tries));
            Random random = context.random();
            for (int i = 0; i < tries; i++) {
                context.attempt(cases.next(random));
            }
        } finally {
            if (!inside) {
                JqwikSession.finish();
            }
        }
    }
}
