package io.quietcopy.internal.run;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.EngineAttempt;
import io.quietcopy.ErrorCode;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.engine.Candidate;
import io.quietcopy.internal.engine.EngineRegistry;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the engine of one copy: the first candidate that is available, can do what is asked, and opens both sides.
 *
 * <p>In two steps. {@link #prepare} looks only at what engines declare, before the target is staged. {@link #open} lets the
 * candidates open source and target one after the other; a candidate that does not fit has not moved a byte. Used by one thread.
 */
final class Selection {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    /** A candidate that may be tried. */
    private record Eligible(String id, CopyEngine engine) {}

    /** Asked before each candidate is tried. */
    @FunctionalInterface
    interface Check {
        void run() throws CopyException;
    }

    /** What was chosen. */
    record Chosen(String id, CopyEngine engine, TransferSession session) {}

    private final EngineRegistry registry;
    private final List<Eligible> eligible = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private final List<EngineAttempt> attempts = new ArrayList<>();
    private final Set<ErrorCode> reasons = EnumSet.noneOf(ErrorCode.class);
    private @Nullable Throwable firstCause;

    private Selection(EngineRegistry registry) {
        this.registry = registry;
    }

    /**
     * Finds the candidates.
     *
     * @param registry the engines
     * @param settings which engines are wanted, and for what
     * @param rangeCount how many ranges the copy has
     * @throws CopyException if there is no candidate; the target has not been touched
     */
    static Selection prepare(EngineRegistry registry, EffectiveSettings settings, long rangeCount)
            throws CopyException {
        Selection selection = new Selection(registry);
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        if (settings.digest() != DigestAlgorithm.NONE || settings.verify() == VerifyPolicy.READ_BACK) {
            needed.add(Capability.DIGEST);
        }
        for (Candidate candidate : registry.candidates(settings.engines())) {
            selection.order.add(candidate.id());
            selection.consider(candidate, needed, rangeCount);
        }
        if (selection.eligible.isEmpty()) {
            throw selection.none(CopyPhase.PREFLIGHT);
        }
        return selection;
    }

    private void consider(Candidate candidate, Set<Capability> needed, long rangeCount) {
        Optional<CopyEngine> engine = candidate.engine();
        if (engine.isEmpty()) {
            // An engine that is of no use here has no say in why the others refused.
            attempts.add(EngineAttempt.of(candidate.id(), false, candidate.reason()));
            return;
        }
        try {
            Set<Capability> missing = EnumSet.noneOf(Capability.class);
            missing.addAll(needed);
            missing.removeAll(engine.get().capabilities());
            if (!missing.isEmpty()) {
                reject(
                        candidate.id(),
                        ErrorCode.CAPABILITY_MISSING,
                        "cannot make a digest, which --digest and --verify need",
                        null);
                return;
            }
            long most = engine.get().limits().mostRanges();
            if (rangeCount > most) {
                String reason = "takes at most " + most + " ranges, the copy has " + rangeCount;
                reject(candidate.id(), ErrorCode.CAPABILITY_MISSING, reason, null);
                return;
            }
        } catch (RuntimeException | LinkageError e) {
            reject(candidate.id(), ErrorCode.NO_ENGINE, "failed when asked what it can do: " + e, e);
            return;
        }
        eligible.add(new Eligible(candidate.id(), engine.get()));
    }

    /** Opens the transfer with the first engine that fits. */
    Chosen open(TransferSpec spec, Check beforeEach) throws CopyException {
        for (Eligible candidate : eligible) {
            beforeEach.run();
            try {
                TransferSession session = candidate.engine().open(spec);
                attempts.add(EngineAttempt.of(candidate.id(), true, "opened both sides"));
                if (LOG.isDebugEnabled()) {
                    LOG.debug("engines for {}:\n{}", spec.source().path(), table());
                }
                return new Chosen(candidate.id(), candidate.engine(), session);
            } catch (NotFitException e) {
                reject(candidate.id(), e.code(), e.problem(), e);
            } catch (CopyException e) {
                throw e.engine().isPresent()
                        ? e
                        : e.toBuilder().engine(candidate.id()).build();
            } catch (RuntimeException | LinkageError e) {
                // A stranger's bug: no byte has moved, so the next one may try.
                reject(candidate.id(), ErrorCode.ENGINE_FAILED, "failed when opening: " + e, e);
            }
        }
        throw none(CopyPhase.OPEN);
    }

    /** Asks the engines how they would do it; the first that fits counts as chosen. */
    Optional<Fitness> examine(TransferSpec spec) {
        for (Eligible candidate : eligible) {
            try {
                Fitness fitness = candidate.engine().examine(spec);
                attempts.add(EngineAttempt.of(candidate.id(), fitness.isFit(), fitness.reason()));
                if (fitness.isFit()) {
                    return Optional.of(fitness);
                }
            } catch (RuntimeException | LinkageError e) {
                reject(candidate.id(), ErrorCode.ENGINE_FAILED, "failed when asked: " + e, e);
            }
        }
        return Optional.empty();
    }

    /** Returns what became of the candidates in their order, up to the one that was chosen: of no interest is what comes after. */
    List<EngineAttempt> attempts() {
        List<EngineAttempt> sorted = new ArrayList<>(attempts);
        sorted.sort(Comparator.comparingInt(attempt -> order.indexOf(attempt.id())));
        int chosen = 0;
        while (chosen < sorted.size() && !sorted.get(chosen).chosen()) {
            chosen++;
        }
        return List.copyOf(sorted.subList(0, Math.min(chosen + 1, sorted.size())));
    }

    private void reject(String id, ErrorCode code, String reason, @Nullable Throwable cause) {
        attempts.add(EngineAttempt.of(id, false, reason));
        reasons.add(code);
        if (firstCause == null) {
            firstCause = cause;
        }
    }

    private CopyException none(CopyPhase phase) {
        // Where every candidate said the same, that is the answer; else it is that there is none.
        ErrorCode code = reasons.size() == 1 ? reasons.iterator().next() : ErrorCode.NO_ENGINE;
        boolean plain = code != ErrorCode.DIRECT_REFUSED && code != ErrorCode.CAPABILITY_MISSING;
        String problem =
                (plain ? "no engine can take this copy" : "every engine refused: " + words(code)) + ":\n" + table();
        return CopyException.refusal(plain ? ErrorCode.NO_ENGINE : code, problem)
                .phase(phase)
                .cause(firstCause)
                .build();
    }

    private static String words(ErrorCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String table() {
        return EngineRegistry.table(registry.engines(), attempts);
    }
}
