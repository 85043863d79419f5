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
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Shrinkable;

/**
 * What a running check works with: the engine, a place, trials; and where it puts what it has seen. A failed case is shrunk on the
 * spot. Not thread-safe.
 */
public final class CheckContext {
    private final Check check;
    private final Place place;
    private final Subject subject;
    private final Workshop workshop;
    private final DirectAbility direct;
    private final EngineThread engineThread;
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
            CopyEngine engine,
            CheckEffort effort,
            Predicate<String> known) {
        this.check = check;
        this.place = place;
        this.subject = subject;
        this.workshop = workshop;
        this.direct = direct;
        this.engineThread = engineThread;
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
        evidence.observations().forEach((rule, count) -> observations.merge(rule, count, Long::sum));
        evidence.violations().forEach(violation -> keep(violation, check.id() + '@' + place));
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
        result.evidence().observations().forEach((rule, count) -> observations.merge(rule, count, Long::sum));
        for (Violation violation : result.evidence().violations()) {
            if (broken.containsKey(violation.rule())) {
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

    private TrialResult once(CopyCase copyCase) throws IOException {
        tries++;
        return trials().run(engine, TrialPlan.of(copyCase, check.rules().get(0), workshop));
    }

    private Trials trials() {
        return new Trials(subject, direct, engineThread);
    }

    /**
     * Tries a plan of the check's own, without shrinking.
     *
     * @throws IOException if the suite itself fails
     * @throws HungException if the engine has not come back, and so cannot be tested further
     */
    public TrialResult attempt(TrialPlan plan) throws IOException, HungException {
        tries++;
        TrialResult result = trials().run(engine, plan);
        result.evidence().observations().forEach((rule, count) -> observations.merge(rule, count, Long::sum));
        result.evidence().violations().forEach(violation -> keep(violation, check.id() + '@' + place));
        if (result.hung()) {
            throw new HungException("the engine did not come back in " + check.id());
        }
        return result;
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
