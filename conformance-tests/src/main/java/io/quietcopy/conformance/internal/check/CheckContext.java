package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.generate.CaseArbitrary;
import io.quietcopy.conformance.internal.generate.Ground;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Violation;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.place.Workshop;
import io.quietcopy.conformance.internal.trial.DirectAbility;
import io.quietcopy.conformance.internal.trial.EngineThread;
import io.quietcopy.conformance.internal.trial.Subject;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.conformance.internal.trial.TrialResult;
import io.quietcopy.conformance.internal.trial.Trials;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.testbed.FileEvents;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Shrinkable;

/**
 * What a running check works with: the engine, a place, trials; and where it puts what it has seen. A failed case is shrunk on the
 * spot. Not thread-safe.
 */
public final class CheckContext {
    /** What is broken if copies go wrong for no reason in particular. */
    private static final String ANY_COPY = "E-BYTES-1";

    /**
     * Rules that a machine can seem to break by itself: its kernel takes pages from the cache when it likes, and whatever looks at
     * a new device puts some there. What an engine does shows every time.
     */
    private static final Set<String> OF_THE_CACHE =
            Set.of("E-CACHE-1", "E-CACHE-2", "E-CACHE-3", "E-CACHE-6", "E-EDGE-1", "E-EDGE-2");

    private static final int CONFIRMATIONS = 2;

    private final Check check;
    private final Place place;
    private final Subject subject;
    private final Workshop workshop;
    private final DirectAbility direct;
    private final EngineThread engineThread;
    private final FileEvents fileEvents;
    private final CopyEngine engine;
    private final CheckEffort effort;
    private final Predicate<String> known;
    private final Map<String, Long> observations = new TreeMap<>();
    private final Map<String, Broken> broken = new LinkedHashMap<>();
    private long tries;

    /**
     * A rule that was broken, and by what.
     *
     * @param violation the rule and the message
     * @param replay the simplest input that shows it
     * @param firstSeenAs the input that showed it first
     */
    public record Broken(Violation violation, String replay, String firstSeenAs) {}

    /**
     * Makes the context of a check in a place.
     *
     * @param known tells of which rules it is known already that they are broken, so that shrinking them again is not worth the time
     */
    public CheckContext(
            Check check,
            Place place,
            Subject subject,
            Workshop workshop,
            DirectAbility direct,
            EngineThread engineThread,
            FileEvents fileEvents,
            CopyEngine engine,
            CheckEffort effort,
            Predicate<String> known) {
        this.check = check;
        this.place = place;
        this.subject = subject;
        this.workshop = workshop;
        this.direct = direct;
        this.engineThread = engineThread;
        this.fileEvents = fileEvents;
        this.engine = engine;
        this.effort = effort;
        this.known = known;
    }

    /** Returns the engine's provider, capabilities and settings. */
    public Subject subject() {
        return subject;
    }

    /** Returns the engine, which the runner closes. */
    public CopyEngine engine() {
        return engine;
    }

    /** Returns where things are made. */
    public Workshop workshop() {
        return workshop;
    }

    /** Returns between which sides the engine does direct I/O. */
    public DirectAbility direct() {
        return direct;
    }

    /** Returns the thread on which the engine is called. */
    public EngineThread engineThread() {
        return engineThread;
    }

    /** Returns where the check runs. */
    public Place place() {
        return place;
    }

    /** Returns how much is to be done. */
    public CheckEffort effort() {
        return effort;
    }

    /** Returns what generators have to know. */
    public Ground ground() {
        return new Ground(place, subject.capabilities(), direct.of(place.kind(), place.kind()));
    }

    /** Returns random numbers that are the same for this check in this place whenever it runs with the same seed. */
    public Random random() {
        return new Random(effort.seed() * 31 + (check.id() + place).hashCode());
    }

    /**
     * Goes on only if the machine has what is needed.
     *
     * @throws SkippedException if it has not
     */
    public void require(Requirement... requirements) throws SkippedException {
        for (Requirement requirement : requirements) {
            Optional<String> missing = requirement.missing();
            if (missing.isPresent()) {
                throw new SkippedException(missing.get());
            }
        }
    }

    /** Tells that a rule was put to the test. */
    public void seen(String... rules) {
        for (String rule : rules) {
            observations.merge(rule, 1L, Long::sum);
        }
    }

    /** Tells that a rule was broken, in a check that has no cases. */
    public void broken(String rule, String message) {
        seen(rule);
        String replay = check.id() + '@' + place;
        broken.putIfAbsent(rule, new Broken(new Violation(rule, message, null), replay, replay));
    }

    /** Takes over what was seen in a check that has no cases. */
    public void add(Evidence evidence) {
        count(evidence);
        evidence.violations().forEach(violation -> keep(violation, check.id() + '@' + place));
    }

    private void count(Evidence evidence) {
        evidence.observations().forEach((rule, count) -> observations.merge(rule, count, Long::sum));
    }

    private void keep(Violation violation, String replay) {
        broken.putIfAbsent(violation.rule(), new Broken(violation, replay, replay));
    }

    /**
     * Tries a case, and shrinks it for each rule that it shows newly broken.
     *
     * @throws IOException if the suite itself fails
     * @throws HungException if the engine has not come back, and so cannot be tested further
     */
    public TrialResult attempt(CopyCase copyCase) throws IOException, HungException {
        return attempt(CaseArbitrary.shrinkable(copyCase));
    }

    /** Tries a case, and shrinks it as jqwik says. */
    TrialResult attempt(Shrinkable<CopyCase> drawn) throws IOException, HungException {
        CopyCase copyCase = drawn.value();
        TrialResult result = once(copyCase);
        count(result.evidence());
        for (Violation violation : result.evidence().violations()) {
            if (broken.containsKey(violation.rule())
                    || !(result.hung() || confirmed(violation, () -> once(copyCase)))) {
                continue;
            }
            keep(violation, replay(copyCase));
            if (!result.hung() && !known.test(violation.rule())) {
                shrink(drawn, violation);
            }
        }
        if (result.hung()) {
            throw new HungException("the engine did not come back from " + replay(copyCase));
        }
        return result;
    }

    private interface Again {
        TrialResult run() throws IOException;
    }

    /** Returns whether what was seen is seen again, where it might have been somebody else. */
    private boolean confirmed(Violation violation, Again again) throws IOException, HungException {
        if (!OF_THE_CACHE.contains(violation.rule()) || known.test(violation.rule())) {
            return true;
        }
        for (int i = 0; i < CONFIRMATIONS; i++) {
            TrialResult result = again.run();
            if (result.hung()) {
                throw new HungException("the engine did not come back from " + replay(result.copyCase()));
            }
            if (!result.evidence().isBroken(violation.rule())) {
                return false;
            }
        }
        return true;
    }

    private TrialResult once(CopyCase copyCase) throws IOException {
        tries++;
        return trials().run(engine, TrialPlan.of(copyCase, blame(check.rules().get(0)), workshop));
    }

    /**
     * Returns the rule to blame if a copy simply goes wrong: the one that a check is about, but not where copies go wrong anyway. An
     * engine that drops bytes would break every rule otherwise, and its author could not tell which one matters.
     */
    private String blame(String own) {
        return known.test(ANY_COPY) ? ANY_COPY : own;
    }

    private Trials trials() {
        return new Trials(
                subject, direct, engineThread, fileEvents, rule -> broken.containsKey(rule) || known.test(rule));
    }

    /**
     * Tries a plan of the check's own, without shrinking.
     *
     * @throws IOException if the suite itself fails
     * @throws HungException if the engine has not come back, and so cannot be tested further
     */
    public TrialResult attempt(TrialPlan plan) throws IOException, HungException {
        tries++;
        TrialResult result = planned(plan);
        count(result.evidence());
        for (Violation violation : result.evidence().violations()) {
            if (result.hung() || confirmed(violation, () -> planned(plan))) {
                keep(violation, check.id() + '@' + place);
            }
        }
        if (result.hung()) {
            throw new HungException("the engine did not come back in " + check.id());
        }
        return result;
    }

    private TrialResult planned(TrialPlan plan) throws IOException {
        return trials().run(engine, plan.blaming(blame(plan.blame())));
    }

    private void shrink(Shrinkable<CopyCase> drawn, Violation violation) throws IOException, HungException {
        String firstSeenAs = replay(drawn.value());
        Shrinking shrinking = new Shrinking(effort);
        var smallest = shrinking.smallest(drawn, violation, candidate -> {
            TrialResult result = once(candidate);
            if (result.hung()) {
                throw new HungException("the engine did not come back from " + replay(candidate));
            }
            return result.evidence().violations().stream()
                    .filter(found -> found.rule().equals(violation.rule()))
                    .findFirst();
        });
        broken.put(violation.rule(), new Broken(smallest.violation(), replay(smallest.copyCase()), firstSeenAs));
    }

    private String replay(CopyCase copyCase) {
        return (check.id() + '@' + place + ' ' + copyCase).strip();
    }

    /** Returns what was put to the test, and how often. */
    public Map<String, Long> observations() {
        return observations;
    }

    /** Returns what was broken, by rule. */
    public Map<String, Broken> brokenRules() {
        return broken;
    }

    /** Returns how many copies were tried. */
    public long tries() {
        return tries;
    }
}
