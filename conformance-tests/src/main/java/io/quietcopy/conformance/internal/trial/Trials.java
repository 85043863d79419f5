package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ListenerChain;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Permit;
import io.quietcopy.testbed.FileEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
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
    private final FileEvents fileEvents;
    private final Predicate<String> known;

    /**
     * Makes trials of an engine.
     *
     * @param fileEvents watches nothing between tries
     * @param known tells of which rules it is known already that they are broken
     */
    public Trials(
            Subject subject,
            DirectAbility direct,
            EngineThread engineThread,
            FileEvents fileEvents,
            Predicate<String> known) {
        this.subject = subject;
        this.direct = direct;
        this.engineThread = engineThread;
        this.fileEvents = fileEvents;
        this.known = known;
    }

    /**
     * Tries a case.
     *
     * @throws IOException if the suite itself could not make or read what it needs
     */
    public TrialResult run(CopyEngine engine, TrialPlan plan) throws IOException {
        if (plan.copyCase().from() == SideKind.DEVICE || plan.copyCase().to() == SideKind.DEVICE) {
            direct.of(plan.copyCase()); // asked later, the question would overwrite the device of the copy
        }
        Evidence evidence = new Evidence(known);
        Sampler sampler = new Sampler();
        SuiteControl.Listener listener = new ListenerChain(plan.listener(), sampler);
        try (Bench bench = Bench.of(plan.copyCase(), plan.sides(), subject, evidence, listener)) {
            Try one = new Try(engine, subject, direct, engineThread, fileEvents, plan, bench, evidence);
            sampler.running = one;
            return one.go();
        }
    }

    /** Has a try look at the cache while its copy runs. */
    private static final class Sampler implements SuiteControl.Listener {
        private volatile @Nullable Try running;

        @Override
        public void completed(long offset, long bytes, Permit.How how) {
            Try one = running;
            if (one != null) {
                try {
                    one.sample();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
