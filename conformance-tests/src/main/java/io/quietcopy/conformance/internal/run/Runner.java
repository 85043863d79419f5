package io.quietcopy.conformance.internal.run;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.conformance.internal.check.Check;
import io.quietcopy.conformance.internal.check.CheckContext;
import io.quietcopy.conformance.internal.check.CheckEffort;
import io.quietcopy.conformance.internal.check.HungException;
import io.quietcopy.conformance.internal.check.SkippedException;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.place.Workshop;
import io.quietcopy.conformance.internal.trial.DirectAbility;
import io.quietcopy.conformance.internal.trial.EngineThread;
import io.quietcopy.conformance.internal.trial.Subject;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.conformance.internal.trial.Trials;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.testbed.FileEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Runs checks one after another, and makes a result of each. Not thread-safe. */
public final class Runner implements AutoCloseable {
    private final Subject subject;
    private final Workshop workshop;
    private final DirectAbility direct;
    private final CheckEffort effort;
    private final EngineThread engineThread = new EngineThread();
    private final FileEvents fileEvents;
    private final Set<String> broken = new HashSet<>();
    private @Nullable String hung;

    /**
     * Makes a runner.
     *
     * @throws IOException if the kernel does not tell what is done to files
     */
    public Runner(Subject subject, Workshop workshop, CheckEffort effort) throws IOException {
        fileEvents = FileEvents.idle();
        this.subject = subject;
        this.workshop = workshop;
        this.effort = effort;
        direct = new DirectAbility(subject, workshop);
    }

    /**
     * Has the engine make one copy that nobody judges: what opens a log file, loads a library or starts a thread for good does so
     * now, and is not taken for a leak of the first session.
     *
     * @throws IOException if the suite itself fails
     */
    public void warmUp() throws IOException {
        try (CopyEngine engine = subject.create()) {
            CopyCase copyCase = CopyCase.builder().source(Piece.data(1 << 20)).build();
            new Trials(subject, direct, engineThread, fileEvents, rule -> false)
                    .run(engine, TrialPlan.of(copyCase, "E-BYTES-1", workshop));
        }
    }

    /** Returns why the engine counts as one that does no direct I/O, or empty if it does some, or nobody knows. */
    public Optional<String> noDirect() {
        return direct.refusal();
    }

    /** Runs a check in a place. */
    public CheckResult run(Check check, Place place) {
        return run(check, place, check::run);
    }

    /** Tries one case again. */
    public CheckResult replay(Check check, Place place, CopyCase copyCase) {
        return run(check, place, context -> context.attempt(copyCase));
    }

    private interface Body {
        void run(CheckContext context) throws Exception;
    }

    private CheckResult run(Check check, Place place, Body body) {
        CheckResult.Builder result = CheckResult.builder(
                check.id(),
                check.title(),
                place.toString(),
                check.rules().stream().map(Rule::of).toList());
        Optional<String> lack = workshop.lack(place.kind());
        if (lack.isPresent()) {
            return result.verdict(Verdict.SKIPPED, lack.get()).build();
        }
        String hang = hung;
        if (hang != null) {
            return result.verdict(Verdict.NOT_VERIFIED, hang).build();
        }
        long begin = System.nanoTime();
        CheckContext context = null;
        String reason = "";
        Verdict unfinished = Verdict.PASS;
        try (CopyEngine engine = subject.create()) {
            context = new CheckContext(
                    check,
                    place,
                    subject,
                    workshop,
                    direct,
                    engineThread,
                    fileEvents,
                    engine,
                    effort,
                    broken::contains);
            body.run(context);
        } catch (SkippedException | TestAbortedException e) {
            unfinished = Verdict.SKIPPED;
            reason = String.valueOf(e.getMessage());
        } catch (HungException e) {
            unfinished = Verdict.NOT_VERIFIED;
            reason = String.valueOf(e.getMessage());
            hung = reason;
        } catch (Exception | LinkageError | AssertionError e) {
            unfinished = Verdict.NOT_VERIFIED;
            reason = "the check itself failed: " + text(e);
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - begin);
        return context == null
                ? result.verdict(unfinished, reason).effort(0, duration).build()
                : finish(result, context, unfinished, reason, duration);
    }

    private CheckResult finish(
            CheckResult.Builder result, CheckContext context, Verdict unfinished, String reason, Duration duration) {
        List<Finding> findings = new ArrayList<>();
        context.brokenRules().forEach((rule, found) -> {
            broken.add(rule);
            findings.add(Finding.of(
                    Rule.of(rule),
                    found.violation().message(),
                    found.replay(),
                    found.replay().equals(found.firstSeenAs()) ? null : found.firstSeenAs(),
                    found.violation().wrongByte()));
        });
        return result.verdict(findings.isEmpty() ? unfinished : Verdict.FAIL, reason)
                .effort(context.tries(), duration.truncatedTo(ChronoUnit.MILLIS))
                .observations(context.observations())
                .findings(findings)
                .build();
    }

    private static String text(Throwable failure) {
        return failure
                + Arrays.stream(failure.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("io.quietcopy."))
                        .findFirst()
                        .map(frame -> " at " + frame)
                        .orElse("");
    }

    @Override
    public void close() {
        engineThread.close();
        fileEvents.close();
    }
}
