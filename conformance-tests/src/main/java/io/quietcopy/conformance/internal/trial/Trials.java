package io.quietcopy.conformance.internal.trial;

import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
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
import io.quietcopy.conformance.internal.place.Workshop;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
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
 * <p>The order matters: what is cached has to be counted before contents are compared, since comparing fills the cache.
 * Not thread-safe.
 */
public final class Trials {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
    private static final Duration RUN_LIMIT = Duration.ofSeconds(90);
    /** A block of storage is at most that large. */
    private static final long MOST_PADDING_BYTES = 64 << 10;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Subject subject;
    private final Workshop workshop;
    private final DirectAbility direct;
    private final EngineThread engineThread;

    /** Makes trials of an engine in a workshop. */
    public Trials(Subject subject, Workshop workshop, DirectAbility direct, EngineThread engineThread) {
        this.subject = subject;
        this.workshop = workshop;
        this.direct = direct;
        this.engineThread = engineThread;
    }

    /**
     * Tries a case.
     *
     * @param engine the engine
     * @param copyCase the case
     * @param blame the rule that is broken if the copy simply goes wrong
     * @param listener hears what the engine tells
     * @throws IOException if the suite itself could not make or read what it needs
     */
    public TrialResult run(CopyEngine engine, CopyCase copyCase, String blame, SuiteControl.Listener listener)
            throws IOException {
        TargetBytes bytes = TargetBytes.of(copyCase);
        try (TryFolder folder = workshop.newTry(copyCase.oddNames());
                ImageFile source = workshop.source(copyCase, bytes, folder);
                Closer target = new Closer(
                        copyCase.target() == TargetKind.NONE ? null : workshop.target(copyCase, bytes, folder))) {
            return new Try(engine, copyCase, blame, listener, bytes, folder, source, target.file).go();
        }
    }

    /** Closes what may not be there. */
    private record Closer(@Nullable ImageFile file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }

    /** One try. */
    private final class Try {
        private final CopyEngine engine;
        private final CopyCase copyCase;
        private final String blame;
        private final TargetBytes bytes;
        private final TryFolder folder;
        private final ImageFile source;
        private final @Nullable ImageFile target;
        private final Evidence evidence = new Evidence();
        private final SuiteThreads threads = new SuiteThreads();
        private final Books books;
        private final Happenings happenings;
        private final SuiteControl control;
        private final ExtentList extents;
        private final @Nullable RecordingSink sink;
        private @Nullable Throwable openFailure;
        private @Nullable Throwable runFailure;
        private @Nullable TransferResult result;
        private @Nullable SideMode sourceMode;
        private @Nullable SideMode targetMode;

        Try(
                CopyEngine engine,
                CopyCase copyCase,
                String blame,
                SuiteControl.Listener listener,
                TargetBytes bytes,
                TryFolder folder,
                ImageFile source,
                @Nullable ImageFile target) {
            this.engine = engine;
            this.copyCase = copyCase;
            this.blame = blame;
            this.bytes = bytes;
            this.folder = folder;
            this.source = source;
            this.target = target;
            books = new Books(copyCase, evidence);
            happenings = new Happenings(source, target, folder, evidence);
            control = new SuiteControl(copyCase, books, evidence, happenings::happen, listener);
            extents = new ExtentList(Extent.of(copyCase), evidence);
            sink = copyCase.digest() ? new RecordingSink(copyCase.ranges(), bytes.source(), evidence, true) : null;
        }

        TrialResult go() throws IOException {
            SourceGuard guard = new SourceGuard(source, bytes.source(), copyCase);
            CacheJudge cache = new CacheJudge(evidence, workshop.fileSystemType());
            cache.before(source, target);
            LeakJudge leaks = new LeakJudge(evidence);
            boolean hung = !transfer(leaks);
            if (!hung) {
                judge(guard, cache, leaks);
            }
            return new TrialResult(
                    copyCase, evidence, openFailure, runFailure, result, sourceMode, targetMode, books, control, hung);
        }

        /** Opens, runs and closes; returns whether the engine came back. */
        private boolean transfer(LeakJudge leaks) {
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
                evidence.broken(blame, "open() has not come back after " + OPEN_LIMIT + "; it is at " + opened.hang());
                return false;
            }
            openFailure = opened.failure();
            leaks.opened(folder);
            new OutcomeJudge(copyCase, subject, direct, evidence, blame).opened(openFailure);
            TransferSession session = opened.value();
            if (session == null) {
                return true;
            }
            boolean ended = run(session);
            return close(session) && ended;
        }

        private boolean run(TransferSession session) {
            happenings.opened(session);
            copyCase.events().stream()
                    .filter(event -> event.when() == Event.When.OPENED)
                    .forEach(this::early);
            var running = engineThread.submit(() -> session.run(control));
            EngineThread.Outcome<TransferResult> ran = engineThread.await(RUN_LIMIT, running);
            if (ran.hang() != null) {
                evidence.broken(
                        copyCase.has(Event.Action.SHRINK) ? "E-SHORT-4" : blame,
                        "run() has not come back after " + RUN_LIMIT + "; it is at " + ran.hang());
                control.cancel(true);
                happenings.abort();
                ran = engineThread.await(STOP_LIMIT, running);
            }
            control.runEnded();
            runFailure = ran.failure();
            result = ran.value();
            sourceMode = session.source();
            targetMode = session.target();
            if (ran.hang() != null) {
                evidence.broken(
                        "E-STOP-1",
                        "run() has not come back after it was cancelled and aborted; it is at " + ran.hang());
                return false;
            }
            return true;
        }

        private void early(Event event) {
            switch (event.action()) {
                case CANCEL, CANCEL_QUIETLY -> control.cancel(event.action() == Event.Action.CANCEL);
                case ABORT -> {
                    books.stopped();
                    happenings.happen(event);
                }
                default -> happenings.happen(event);
            }
        }

        private boolean close(TransferSession session) {
            EngineThread.Outcome<Boolean> closed = engineThread.call(OPEN_LIMIT, () -> {
                session.close();
                session.close();
                session.abort();
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

        private void judge(SourceGuard guard, CacheJudge cache, LeakJudge leaks) throws IOException {
            boolean opened = openFailure == null;
            if (opened) {
                new OutcomeJudge(copyCase, subject, direct, evidence, blame).ran(runFailure, books.completedAtStop());
                judgeBooks();
            }
            if (target != null) {
                target.channel().force(true);
            }
            if (result != null && sourceMode != null && targetMode != null) {
                cache.after(source, target, sourceMode, targetMode);
            }
            leaks.closed(folder, threads);
            extents.finished();
            guard.check(evidence);
            if (target != null) {
                judgeTarget(target);
            }
        }

        private void judgeBooks() {
            if (control.openPermits() > 0) {
                evidence.broken("E-PERMIT-5", control.openPermits() + " permits were never given back");
            }
            evidence.seen("E-PERMIT-1", "E-PERMIT-5");
            if (result == null) {
                return;
            }
            evidence.seen("E-PERMIT-4");
            long total = copyCase.totalBytes();
            if (books.completedBytes() < total) {
                evidence.broken(
                        "E-PERMIT-4",
                        "run() returned normally, but only " + books.completedBytes() + " of " + total
                                + " bytes were told to be complete");
            }
            if (sink != null) {
                evidence.seen("E-DIGEST-1");
                if (sink.fedBytes() != total) {
                    evidence.broken("E-DIGEST-1", sink.fedBytes() + " of " + total + " bytes were fed to the digest");
                }
            }
        }

        private void judgeTarget(ImageFile file) throws IOException {
            long length = bytes.lengthBytes();
            if (!copyCase.to().device()) {
                judgeLength(file, length);
            }
            happenings.judgeSwapped(file.path(), copyCase.has(Event.Action.SWAP_TARGET));
            new TargetJudge(copyCase, bytes, books, evidence, blame)
                    .judge(happenings.targetPath(file), file.backing(), result != null);
        }

        /** The library cuts off what is behind the end of a staged file. */
        private void judgeLength(ImageFile file, long length) throws IOException {
            evidence.seen("E-EDGE-4");
            FileChannel channel = file.channel();
            long now = channel.size();
            long most = length + (copyCase.target() == TargetKind.STAGED ? MOST_PADDING_BYTES - 1 : 0);
            if (now < length || now > most) {
                evidence.broken("E-EDGE-4", "the target is " + now + " bytes long, and was " + length + " before");
            }
            if (now > length) {
                channel.truncate(length);
            }
        }
    }
}
