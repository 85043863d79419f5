package io.quietcopy.conformance.internal.trial;

import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.RecordingSink;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.FileEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One try of one case. The order matters: what is cached has to be counted before contents are compared, since comparing fills the
 * cache. Not thread-safe.
 */
final class Try {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);
    /** A block of storage is at most that large. */
    private static final long MOST_PADDING_BYTES = 64 << 10;

    /** A rule may be known to be broken for other reasons than a standstill. */
    private static final Duration SHORT_QUIET_LIMIT = Duration.ofSeconds(5);

    /** The rule of which a standstill is the only breach. */
    private static final String ENDLESS = "E-SHORT-4";

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final CopyEngine engine;
    private final Subject subject;
    private final DirectAbility direct;
    private final EngineThread engineThread;
    private final FileEvents fileEvents;
    private final TrialPlan plan;
    private final CopyCase copyCase;
    private final Bench bench;
    private final Evidence evidence;
    private final Expectation expectation;
    private final CacheJudge cache;
    private volatile @Nullable TransferSession session;
    private @Nullable Throwable openFailure;
    private @Nullable Throwable runFailure;
    private @Nullable Throwable closeFailure;
    private @Nullable TransferResult result;
    private @Nullable SideMode sourceMode;
    private @Nullable SideMode targetMode;

    Try(
            CopyEngine engine,
            Subject subject,
            DirectAbility direct,
            EngineThread engineThread,
            FileEvents fileEvents,
            TrialPlan plan,
            Bench bench,
            Evidence evidence)
            throws IOException {
        this.engine = engine;
        this.subject = subject;
        this.direct = direct;
        this.engineThread = engineThread;
        this.fileEvents = fileEvents;
        this.plan = plan;
        this.copyCase = plan.copyCase();
        this.bench = bench;
        this.evidence = evidence;
        Expectation given = plan.expectation();
        expectation = given != null ? given : new OutcomeJudge(copyCase, subject, direct, plan.blame());
        cache = new CacheJudge(
                copyCase, evidence, plan.sides().fileSystemType(), bench.source(), bench.target(), bench.folder());
    }

    /** Looks at the cache while the copy runs. */
    void sample() throws IOException {
        TransferSession open = session;
        if (open != null) {
            cache.during(open.source(), open.target());
        }
    }

    TrialResult go() throws IOException {
        String fileSystem = plan.sides().fileSystemType();
        SourceGuard guard = new SourceGuard(bench.source(), bench.bytes().source(), copyCase);
        AllocationJudge allocation = new AllocationJudge(copyCase, bench.bytes(), subject, evidence, fileSystem);
        cache.before();
        ImageFile target = bench.target();
        if (target != null) {
            allocation.before(target);
        }
        boolean hung;
        LeakJudge leaks;
        try (FolderJudge files =
                new FolderJudge(copyCase, evidence, fileEvents, bench.folder(), bench.source(), bench.target())) {
            leaks = new LeakJudge(evidence, subject.patience());
            plan.sides().ready();
            happen(Event.When.BEFORE);
            hung = !transfer(leaks, files);
            files.closed();
            plan.sides().calm();
        }
        if (!hung) {
            judge(guard, allocation, leaks);
        }
        return new TrialResult(
                copyCase,
                evidence,
                openFailure,
                runFailure,
                result,
                sourceMode,
                targetMode,
                bench.books(),
                bench.control(),
                hung);
    }

    /** Opens, runs and closes; returns whether the engine came back. */
    private boolean transfer(LeakJudge leaks, FolderJudge files) throws IOException {
        SuiteSpec spec = bench.spec();
        EngineThread.Outcome<TransferSession> opened = engineThread.call(OPEN_LIMIT, () -> engine.open(spec));
        if (opened.hang() != null) {
            evidence.broken(
                    plan.blame(), "open() has not come back after " + OPEN_LIMIT + "; it is at " + opened.hang());
            return false;
        }
        openFailure = opened.failure();
        leaks.opened(bench.folder());
        files.opened();
        expectation.opened(openFailure, evidence);
        TransferSession made = opened.value();
        if (made == null) {
            return true;
        }
        session = made;
        bench.happenings().opened(made);
        plan.sides().opened();
        boolean ended = copyCase.has(Event.Action.CLOSE) || run(made);
        return close(made) && ended;
    }

    private boolean run(TransferSession open) throws IOException {
        happen(Event.When.OPENED);
        var running = engineThread.submit(() -> open.run(bench.control()));
        String rule = copyCase.has(Event.Action.SHRINK) ? ENDLESS : plan.blame();
        EngineThread.Outcome<TransferResult> ran = await(running, rule);
        if (ran.hang() != null) {
            evidence.broken(
                    rule,
                    "run() has not come back, and nothing was heard of it for "
                            + bench.control().quiet().toMillis() + " milliseconds; it is at " + ran.hang());
            bench.control().cancel(true);
            bench.happenings().abort();
            ran = engineThread.await(STOP_LIMIT, running);
        }
        bench.control().runEnded();
        plan.sides().ran(evidence);
        runFailure = ran.failure();
        result = ran.value();
        sourceMode = open.source();
        targetMode = open.target();
        if (ran.hang() != null) {
            evidence.broken(
                    "E-STOP-1", "run() has not come back after it was cancelled and aborted; it is at " + ran.hang());
            return false;
        }
        return true;
    }

    private EngineThread.Outcome<TransferResult> await(Future<TransferResult> running, String rule) {
        long begin = System.nanoTime();
        Duration quiet = subject.patience().standstill();
        if (rule.equals(ENDLESS)) {
            quiet = subject.patience().with(evidence, Patience.USUAL.standstill(), ENDLESS);
        } else if (evidence.isKnown(rule)) {
            quiet = subject.patience().scaled(SHORT_QUIET_LIMIT);
        }
        Duration look = quiet.compareTo(LOOK) < 0 ? quiet : LOOK;
        while (true) {
            EngineThread.Outcome<TransferResult> ran = engineThread.await(look, running);
            boolean late = System.nanoTime() - begin > RUN_LIMIT.toNanos();
            if (ran.hang() == null || late || bench.control().quiet().compareTo(quiet) > 0) {
                return ran;
            }
        }
    }

    private void happen(Event.When when) {
        for (Event event : copyCase.events()) {
            if (event.when() != when) {
                continue;
            }
            switch (event.action()) {
                case CLOSE -> {}
                case CANCEL, CANCEL_QUIETLY -> bench.control().cancel(event.action() == Event.Action.CANCEL);
                case ABORT -> bench.control().abort(event);
                default -> bench.happenings().happen(event);
            }
        }
    }

    private boolean close(TransferSession open) {
        EngineThread.Outcome<Boolean> closed = engineThread.call(OPEN_LIMIT, () -> {
            open.close();
            open.close();
            open.abort();
            return true;
        });
        evidence.seen("E-STOP-9");
        if (closed.hang() != null) {
            evidence.broken("E-STOP-9", "close() has not come back; it is at " + closed.hang());
            return false;
        }
        closeFailure = closed.failure();
        return true;
    }

    private void judge(SourceGuard guard, AllocationJudge allocation, LeakJudge leaks) throws IOException {
        boolean ran = openFailure == null && !copyCase.has(Event.Action.CLOSE);
        if (ran) {
            expectation.ran(runFailure, bench.books(), evidence);
            expectation.closed(closeFailure, evidence);
            new BooksJudge(copyCase, bench.books(), bench.control(), evidence).judge(result, bench.sink());
        }
        ImageFile target = bench.target();
        if (target != null) {
            target.channel().force(true);
        }
        if (result != null && sourceMode != null && targetMode != null) {
            if (plan.sides().known()) {
                new ModeJudge(copyCase, subject, direct, evidence).judge(sourceMode, targetMode);
            }
            cache.after(sourceMode, targetMode);
            if (target != null) {
                allocation.after(target);
            }
        }
        leaks.closed(bench.folder(), bench.threads());
        bench.extents().finished();
        guard.check(evidence);
        if (target != null) {
            judgeTarget(target, ran);
        }
        bench.happenings().judge();
    }

    private void judgeTarget(ImageFile file, boolean ran) throws IOException {
        evidence.seen("E-ERROR-5");
        if (!ran) {
            evidence.seen(TargetJudge.OPENING);
        }
        Path path = bench.happenings().targetPath(file);
        if (Files.notExists(path)) {
            evidence.broken(ran ? "E-ERROR-5" : TargetJudge.OPENING, "the target is gone from its path");
            return;
        }
        if (!copyCase.to().device()) {
            judgeLength(file, ran ? "E-EDGE-4" : TargetJudge.OPENING);
        }
        TargetJudge judge = new TargetJudge(
                copyCase, bench.bytes(), bench.books(), evidence, ran ? plan.blame() : TargetJudge.OPENING);
        RecordingSink sink = bench.sink();
        if (!copyCase.has(Event.Action.REWRITE)) {
            judge.judge(path, file.backing(), result != null);
        } else if (sink != null && result != null) {
            judge.compareWith(sink, file.path());
        }
    }

    /** The library cuts off what is behind the end of a staged file. */
    private void judgeLength(ImageFile file, String rule) throws IOException {
        evidence.seen(rule);
        long length = bench.bytes().lengthBytes();
        long now = file.channel().size();
        boolean mayPad = copyCase.target() == TargetKind.STAGED && !rule.equals(TargetJudge.OPENING);
        long most = length + (mayPad ? MOST_PADDING_BYTES - 1 : 0);
        if (now < length || now > most) {
            evidence.broken(rule, "the target is " + now + " bytes long, and was " + length + " before");
        }
        if (now > length) {
            judgePadding(file, length, Math.min(now, most));
            file.channel().truncate(length);
        }
    }

    /** What is behind the end of a staged file has to be zero: all else is none of its bytes. */
    private void judgePadding(ImageFile file, long from, long to) throws IOException {
        Comparison.Bytes zeroes = (buffer, offset) -> {
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
        };
        Optional<Comparison.Difference> wrong =
                Comparison.first(file.path(), from, to, zeroes, (offset, found) -> false);
        wrong.ifPresent(difference -> evidence.broken(
                "E-EDGE-4",
                "the padding behind the end of the target is not zero",
                difference.told("target behind its end", "not zero")));
    }
}
