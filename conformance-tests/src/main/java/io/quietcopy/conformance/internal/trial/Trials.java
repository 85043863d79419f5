package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Sides;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.CopyEngine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tries cases: makes source and target, has the engine copy, and judges all that can be seen from outside, every time.
 *
 * <pre>{@code
 *   case ─> source, target ─> open() ─> run() ─> close() ─> flush ─> cache? ─> leaks? ─> source? ─> target?
 *                               │         │                                                           │
 *                               └ scratch └── control: permits, books, events ────────────> Evidence <┘
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Trials {
    private final Subject subject;
    private final DirectAbility direct;
    private final EngineThread engineThread;
    private final Patience patience;

    /** Makes trials of an engine. */
    public Trials(Subject subject, DirectAbility direct, EngineThread engineThread, Patience patience) {
        this.subject = subject;
        this.direct = direct;
        this.engineThread = engineThread;
        this.patience = patience;
    }

    /**
     * Tries a case.
     *
     * @throws IOException if the suite itself could not make or read what it needs
     */
    public TrialResult run(CopyEngine engine, TrialPlan plan) throws IOException {
        TargetBytes bytes = TargetBytes.of(plan.copyCase());
        Sides sides = plan.sides();
        try (TryFolder folder = sides.newTry(plan.copyCase().oddNames());
                ImageFile source = sides.source(plan.copyCase(), bytes, folder);
                Optionally target = Optionally.of(plan, bytes, folder)) {
            return new Try(engine, subject, direct, engineThread, patience, plan, bytes, folder, source, target.file())
                    .go();
        }
    }

    /** Closes what may not be there. */
    private record Optionally(@Nullable ImageFile file) implements AutoCloseable {
        private static Optionally of(TrialPlan plan, TargetBytes bytes, TryFolder folder) throws IOException {
            boolean none = plan.copyCase().target() == TargetKind.NONE;
            return new Optionally(none ? null : plan.sides().target(plan.copyCase(), bytes, folder));
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }
}
