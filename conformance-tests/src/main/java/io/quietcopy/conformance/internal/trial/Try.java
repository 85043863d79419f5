package io.quietcopy.conformance.internal.trial;

import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.ListenerChain;
import io.quietcopy.conformance.internal.drive.RecordingSink;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One try of one case. The order matters: what is cached has to be counted before contents are compared, since comparing fills the
 * cache. Not thread-safe.
 */
final class Try {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);
    /** A copy of which nothing has been heard for so long has come to a standstill. */
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(20);

    /** A block of storage is at most that large. */
    private static final long MOST_PADDING_BYTES = 64 << 10;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final CopyEngine engine;
    private final Subject subject;
    private final DirectAbility direct;
    private final EngineThread engineThread;
    private final Patience patience;
    private final TrialPlan plan;
    private final CopyCase copyCase;
    private final TargetBytes bytes;
    private final TryFolder folder;
    private final ImageFile source;
    private final @Nullable ImageFile target;
    private final Evidence evidence = new Evidence();
    private final SuiteThreads threads = new SuiteThreads();
    private final Expectation expectation;
    private final Books books;
    private final Happenings happenings;
    private final SuiteControl control;
    private final ExtentList extents;
    private final @Nullable RecordingSink sink;
    private final CacheJudge cache;
    private @Nullable TransferSession session;
    private @Nullable Throwable openFailure;
    private @Nullable Throwable runFailure;
    private @Nullable TransferResult result;
    private @Nullable SideMode sourceMode;
    private @Nullable SideMode targetMode;

    Try(
            CopyEngine engine,
            Subject subject,
            DirectAbility direct,
            EngineThread engineThread,
            Patience patience,
            TrialPlan plan,
            TargetBytes bytes,
            TryFolder folder,
            ImageFile source,
            @Nullable ImageFile target)
            throws IOException {
        this.engine = engine;
        this.subject = subject;
        this.direct = direct;
        this.engineThread = engineThread;
        this.patience = patience;
        this.plan = plan;
        this.copyCase = plan.copyCase();
        this.bytes = bytes;
        this.folder = folder;
        this.source = source;
        this.target = target;
        Expectation given = plan.expectation();
        expectation = given != null ? given : new OutcomeJudge(copyCase, subject, direct, plan.blame());
        books = new Books(copyCase, evidence);
        happenings = new Happenings(copyCase, bytes, source, target, folder, evidence, patience);
        cache = new CacheJudge(copyCase, evidence, plan.sides().fileSystemType(), source, target, folder);
        control = new SuiteControl(
                copyCase,
                subject.declares(Capability.ADAPTIVE_IN_FLIGHT),
                books,
                evidence,
                happenings::happen,
                new ListenerChain(plan.listener(), new Sampler()));
        extents = new ExtentList(Extent.of(copyCase), evidence);
        boolean steady = !copyCase.has(Event.Action.REWRITE);
        sink = copyCase.digest() ? new RecordingSink(copyCase.ranges(), bytes.source(), evidence, steady) : null;
    }

    /** Looks at the cache while the copy runs. */
    private final class Sampler implements SuiteControl.Listener {
        @Override
        public void completed(long offset, long count, Permit.How how) {
            TransferSession open = session;
            if (open != null) {
                try {
                    cache.during(open.source(), open.target());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    TrialResult go() throws IOException {
        String fileSystem = plan.sides().fileSystemType();
        SourceGuard guard = new SourceGuard(source, bytes.source(), copyCase);
        AllocationJudge allocation = new AllocationJudge(copyCase, bytes, subject, evidence, fileSystem);
        cache.before();
        if (target != null) {
            allocation.before(target);
        }
        LeakJudge leaks = new LeakJudge(evidence, patience);
        plan.sides().ready();
        happen(Event.When.BEFORE);
        boolean hung = !transfer(leaks);
        plan.sides().calm();
        if (!hung) {
            judge(guard, allocation, leaks);
        }
        return new TrialResult(
                copyCase, evidence, openFailure, runFailure, result, sourceMode, targetMode, books, control, hung);
    }

    /** Opens, runs and closes; returns whether the engine came back. */
    private boolean transfer(LeakJudge leaks) throws IOException {
        SuiteSpec spec = new SuiteSpec(
                copyCase,
                source.side(),
                target == null ? null : target.side(),
                extents,
                sink,
                threads,
                control::rateLimited,
                folder::newScratchFile);
        EngineThread.Outcome<TransferSession> opened = engineThread.call(OPEN_LIMIT, () -> engine.open(spec));
        if (opened.hang() != null) {
            evidence.broken(
                    plan.blame(), "open() has not come back after " + OPEN_LIMIT + "; it is at " + opened.hang());
            return false;
        }
        openFailure = opened.failure();
        leaks.opened(folder);
        expectation.opened(openFailure, evidence);
        TransferSession made = opened.value();
        if (made == null) {
            return true;
        }
        session = made;
        happenings.opened(made);
        boolean ended = copyCase.has(Event.Action.CLOSE) || run(made);
        return close(made) && ended;
    }

    private boolean run(TransferSession open) throws IOException {
        happen(Event.When.OPENED);
        var running = engineThread.submit(() -> open.run(control));
        String rule = copyCase.has(Event.Action.SHRINK) ? "E-SHORT-4" : plan.blame();
        EngineThread.Outcome<TransferResult> ran = await(running, rule);
        if (ran.hang() != null) {
            evidence.broken(
                    rule,
                    "run() has not come back, and nothing was heard of it for "
                            + control.quiet().toSeconds() + " seconds; it is at " + ran.hang());
            control.cancel(true);
            happenings.abort();
            ran = engineThread.await(STOP_LIMIT, running);
        }
        control.runEnded();
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
        Duration quiet = patience.with(QUIET_LIMIT, rule);
        while (true) {
            EngineThread.Outcome<TransferResult> ran = engineThread.await(LOOK, running);
            boolean late = System.nanoTime() - begin > RUN_LIMIT.toNanos();
            if (ran.hang() == null || late || control.quiet().compareTo(quiet) > 0) {
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
                case CANCEL, CANCEL_QUIETLY -> control.cancel(event.action() == Event.Action.CANCEL);
                case ABORT -> control.abort(event);
                default -> happenings.happen(event);
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
        if (closed.failure() != null) {
            evidence.broken(
                    "E-STOP-9",
                    "close(), a second close(), or abort() after it " + OutcomeJudge.told(closed.failure()));
        }
        return true;
    }

    private void judge(SourceGuard guard, AllocationJudge allocation, LeakJudge leaks) throws IOException {
        boolean ran = openFailure == null && !copyCase.has(Event.Action.CLOSE);
        if (ran) {
            expectation.ran(runFailure, books, evidence);
            new BooksJudge(copyCase, books, control, evidence).judge(result, sink);
        }
        if (target != null) {
            target.channel().force(true);
        }
        if (result != null && sourceMode != null && targetMode != null) {
            new ModeJudge(copyCase, subject, direct, evidence).judge(sourceMode, targetMode);
            cache.after(sourceMode, targetMode);
            if (target != null) {
                allocation.after(target);
            }
        }
        leaks.closed(folder, threads);
        extents.finished();
        guard.check(evidence);
        if (target != null) {
            judgeTarget(target, ran);
        }
        happenings.judge();
    }

    private void judgeTarget(ImageFile file, boolean ran) throws IOException {
        if (!copyCase.to().device()) {
            judgeLength(file);
        }
        if (!ran) {
            evidence.seen("E-OPEN-4");
        }
        TargetJudge judge = new TargetJudge(copyCase, bytes, books, evidence, ran ? plan.blame() : "E-OPEN-4");
        if (!copyCase.has(Event.Action.REWRITE)) {
            judge.judge(happenings.targetPath(file), file.backing(), result != null);
        } else if (sink != null && result != null) {
            judge.compareWith(sink, file.path());
        }
    }

    /** The library cuts off what is behind the end of a staged file. */
    private void judgeLength(ImageFile file) throws IOException {
        evidence.seen("E-EDGE-4");
        long length = bytes.lengthBytes();
        long now = file.channel().size();
        long most = length + (copyCase.target() == TargetKind.STAGED ? MOST_PADDING_BYTES - 1 : 0);
        if (now < length || now > most) {
            evidence.broken("E-EDGE-4", "the target is " + now + " bytes long, and was " + length + " before");
        }
        if (now > length) {
            file.channel().truncate(length);
        }
    }
}
