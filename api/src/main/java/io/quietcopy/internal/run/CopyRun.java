package io.quietcopy.internal.run;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.TargetState;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.preflight.CheckedCopy;
import io.quietcopy.internal.preflight.Preflight;
import io.quietcopy.internal.preflight.TargetRecheck;
import io.quietcopy.internal.target.Abandoned;
import io.quietcopy.internal.target.Published;
import io.quietcopy.internal.target.TargetFile;
import io.quietcopy.internal.target.TargetFiles;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy, from its request to its report.
 *
 * <p>Data flows one way: request, checks, plan, transfer, report. The phases run in the order of {@link CopyPhase} on one
 * worker thread, and before each of them it is asked whether the copy is to stop. Each phase hands the next one what it
 * found out as an immutable value; what is acquired is released by {@code try}, in reverse order.
 *
 * <p>The order that makes "done" mean done: the target's channel is opened before the first byte ({@link TargetFile}), the engine
 * moves bytes through descriptors of its own, the byte count and the source are compared, the channel is forced to the
 * storage (and so sees every write-back error since it was opened), the target is read back if asked for, and only then it
 * gets its name, if nobody has been told meanwhile that the copy was stopped ({@link Supervision}).
 */
final class CopyRun implements Guarded.Work<CopyReport>, CopierCore.Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    private final CopierCore core;
    private final CopyRequest request;
    private final EffectiveSettings settings;
    private final Meter meter;
    private final Supervision supervision;
    private final Events events;
    private final Guarded<CopyReport> guarded;
    private final LongSupplier clock = System::nanoTime;

    /** What the engine runs now; null before and after. */
    private volatile @Nullable TransferSession session;

    private volatile @Nullable Control control;
    private volatile @Nullable String engineId;
    private volatile @Nullable Pace changedPace;

    CopyRun(CopierCore core, CopyRequest request, EffectiveSettings settings, CopyListener listener) {
        this.core = core;
        this.request = request;
        this.settings = settings;
        this.meter = new Meter(clock);
        this.supervision = new Supervision(meter, settings.deadline(), settings.stallTimeout());
        this.events = new Events(listener, meter::progress, core.threads());
        this.guarded = new Guarded<>(this, supervision, meter, core.threads(), () -> core.ended(this));
    }

    void start() {
        events.start();
        // The answer is awaited by whoever holds the task.
        var unused = guarded.start();
    }

    Guarded<CopyReport> guarded() {
        return guarded;
    }

    Meter meter() {
        return meter;
    }

    @Override
    public void stop(StopReason reason) {
        supervision.stop(reason);
        wake();
    }

    void changePace(Pace pace) {
        changedPace = pace;
        Control current = control;
        if (current != null) {
            current.changePace(pace);
        }
    }

    @Override
    public void abort() {
        wake();
        TransferSession current = session;
        if (current != null) {
            current.abort();
        }
    }

    private void wake() {
        Control current = control;
        if (current != null) {
            current.wake();
        }
    }

    @Override
    public boolean mayChangeTarget() {
        CopyPhase phase = meter.phase();
        return phase != null && phase.compareTo(CopyPhase.STAGE) >= 0;
    }

    @Override
    public TargetState reached(CopyReport result) {
        return result.durable() ? TargetState.COMPLETE : TargetState.COMPLETE_NOT_DURABLE;
    }

    @Override
    public void describe(CopyException.Builder failure) {
        failure.engine(engineId).path(request.target());
    }

    @Override
    public CopyReport perform() throws CopyException {
        try {
            return checkAndCopy();
        } catch (CopyException e) {
            throw stopped(e);
        } finally {
            meter.leave();
            events.end();
        }
    }

    private CopyReport checkAndCopy() throws CopyException {
        enter(CopyPhase.PREFLIGHT);
        CheckedCopy checked = Preflight.check(request, settings.zeroes(), settings.guard(), core.host());
        meter.total(checked.totalBytes());
        Selection selection = Selection.prepare(core.registry(), settings, checked.rangeCount());
        enter(CopyPhase.MAP);
        Extents extents = Extents.of(request.ranges(), checked.source(), checked.sourceAllocatedBytes(), core.host());
        enter(CopyPhase.STAGE);
        if (settings.zeroes() == ZeroPolicy.ALLOCATE) {
            // Allocating a large file takes long on some file systems.
            meter.alive(Activity.ZEROING);
        }
        try (TargetFile target = TargetFiles.open(TargetRequests.of(request, checked, settings), core.host());
                TargetPages pages = TargetPages.of(target.side(), settings.cache(), core.host())) {
            return copyTo(target, new Prepared(checked, selection, extents, pages));
        }
    }

    /** What was found out and opened before the transfer. */
    private record Prepared(CheckedCopy checked, Selection selection, Extents extents, TargetPages pages) {}

    private CopyReport copyTo(TargetFile target, Prepared prepared) throws CopyException {
        try {
            // What the first checks tolerated is found again: told once.
            Set<String> notes = new LinkedHashSet<>(prepared.checked().notes());
            notes.addAll(TargetRecheck.run(prepared.checked(), settings.guard(), core.host()));
            return transferAndPublish(target, prepared, notes);
        } catch (CopyException e) {
            throw abandoned(target, e);
        } catch (RuntimeException | Error e) {
            // Errors too: whatever a stranger's engine throws, the target's state must be told and put right.
            CopyException failure = CopyException.builder(ErrorCode.ENGINE_FAILED, "unexpected failure: " + e)
                    .engine(engineId)
                    .phase(meter.phase())
                    .path(request.target())
                    .cause(e)
                    .build();
            throw abandoned(target, failure);
        }
    }

    private CopyReport transferAndPublish(TargetFile target, Prepared prepared, Set<String> notes)
            throws CopyException {
        CheckedCopy checked = prepared.checked();
        Control transfer = core.control(checked, settings, request, supervision, meter, clock);
        control = transfer;
        if (changedPace != null) {
            transfer.changePace(changedPace);
        }
        Optional<Checksums> sums = wantsSums() ? Optional.of(new Checksums(settings.digest())) : Optional.empty();
        Spec spec = new Spec(
                checked.source(),
                Optional.of(target.side()),
                target.staged(),
                prepared.extents(),
                checked.rangeCount(),
                checked.totalBytes(),
                target.staged() ? TargetContent.ZERO : request.targetContent(),
                settings.cache(),
                // Blocks that are allocated already read as zero: nothing is left to do for zeroes.
                target.preallocated() ? ZeroPolicy.SPARSE : settings.zeroes(),
                settings,
                transfer::rateLimited,
                sums.map(DigestSink.class::cast),
                core.threads(),
                target::newScratchFile,
                prepared.pages().forEngine());
        prepared.extents().note().ifPresent(notes::add);
        enter(CopyPhase.OPEN);
        Selection.Chosen chosen = prepared.selection().open(spec, this::checkStopped);
        engineId = chosen.id();
        Transferred moved = transfer(target, chosen.session(), transfer);
        checkComplete(checked, moved);
        confirmClaim(target);
        enter(CopyPhase.FLUSH);
        target.trim();
        boolean durable = settings.durability() == Durability.FSYNC;
        if (durable) {
            target.flush();
        }
        prepared.pages().drop(request.ranges(), target.side().lengthBytes());
        if (settings.verify() == VerifyPolicy.READ_BACK) {
            enter(CopyPhase.VERIFY);
            new Verification(core, request, settings, this::run)
                    .compare(chosen.engine(), target, checked, sums.orElseThrow(), transfer);
            prepared.pages().drop(request.ranges(), target.side().lengthBytes());
        }
        enter(CopyPhase.PUBLISH);
        Published published = target.publish(supervision::enterPublish);
        if (!published.published()) {
            // The gate is only shut by a stop.
            checkStopped();
            throw new IllegalStateException("not published, and not stopped either");
        }
        meter.leave();
        CopyReport report = report(target, prepared, moved, sums, published, durable, notes);
        LOG.info(
                "copied {} bytes from {} to {} in {} ms with {} (source {}, target {}){}",
                report.totalBytes(),
                report.source(),
                report.target(),
                report.elapsed().toMillis(),
                report.engine(),
                report.sourceMode(),
                report.targetMode(),
                request.label().isEmpty() ? "" : " for " + request.label());
        return report;
    }

    private boolean wantsSums() {
        return settings.digest() != DigestAlgorithm.NONE || settings.verify() == VerifyPolicy.READ_BACK;
    }

    /** What a transfer told. */
    private record Transferred(TransferResult result, SideMode source, SideMode target) {}

    private Transferred transfer(TargetFile target, TransferSession opened, Control transfer) throws CopyException {
        try (opened) {
            target.confirmClaim();
            enter(CopyPhase.TRANSFER);
            TransferResult result = run(opened, transfer);
            return new Transferred(result, opened.source(), opened.target());
        } catch (CopyException e) {
            throw e.engine().isPresent() ? e : e.toBuilder().engine(engineId).build();
        }
    }

    /** Runs a session that the watch can abort. */
    private TransferResult run(TransferSession opened, Control transfer) throws CopyException {
        session = opened;
        try {
            // A stop that came before the session was known has not aborted it.
            checkStopped();
            return opened.run(transfer);
        } finally {
            session = null;
        }
    }

    /** An engine that closes the target in this process drops the lock on it: nobody must have come in between. */
    private static void confirmClaim(TargetFile target) throws CopyException {
        try {
            target.confirmClaim();
        } catch (CopyRefusedException e) {
            throw CopyException.builder(e.code(), e.problem())
                    .phase(CopyPhase.TRANSFER)
                    .path(e.path().orElse(null))
                    .remedy(e.remedy())
                    .cause(e)
                    .build();
        }
    }

    private void checkComplete(CheckedCopy checked, Transferred moved) throws CopyException {
        checked.stamp().check(settings.sourceChange(), CopyPhase.TRANSFER, core.host());
        if (meter.doneBytes() != checked.totalBytes()) {
            String problem =
                    "the engine reported " + meter.doneBytes() + " of " + checked.totalBytes() + " bytes and no error";
            throw CopyException.builder(ErrorCode.SHORT_COPY, problem)
                    .engine(engineId)
                    .phase(CopyPhase.TRANSFER)
                    .path(request.target())
                    .build();
        }
        if (settings.cache() == CachePolicy.REQUIRE_DIRECT && !(isDirect(moved.source()) && isDirect(moved.target()))) {
            String problem = "direct I/O was required, but the source was " + moved.source() + " and the target "
                    + moved.target();
            throw CopyException.builder(ErrorCode.DIRECT_REFUSED, problem)
                    .engine(engineId)
                    .phase(CopyPhase.TRANSFER)
                    .build();
        }
    }

    private static boolean isDirect(SideMode mode) {
        return mode.access() == SideMode.Access.DIRECT || mode.access() == SideMode.Access.NONE;
    }

    /** Cleans up after a failure, and says in which state the target was left. */
    private CopyException abandoned(TargetFile target, CopyException failure) {
        if (failure.settled().isPresent()) {
            CopyException told = stopped(failure);
            guarded.answerEarly(told);
            try {
                failure.settled().get().join();
            } catch (CompletionException | CancellationException e) {
                LOG.debug("the hanging transfer ended with {}", e.toString());
            }
        }
        boolean touched = meter.doneBytes() > 0
                || meter.phaseTimes().containsKey(CopyPhase.TRANSFER)
                || meter.phase() == CopyPhase.TRANSFER;
        Abandoned left = target.abandon(settings.onFailure(), touched);
        // A staged file that is gone before a byte was copied to it has never been there for anybody.
        boolean never = !touched
                && left.state() == TargetState.REMOVED
                && left.leftovers().isEmpty();
        CopyException.Builder builder = failure.toBuilder().targetState(never ? TargetState.UNTOUCHED : left.state());
        left.lengthBefore().ifPresent(builder::lengthBefore);
        left.leftovers().forEach(builder::leftover);
        if (failure.path().equals(Optional.of(target.side().path()))) {
            // A temporary name means nothing to whoever reads this, the less so as the file is gone.
            builder.path(request.target());
        }
        if (failure.phase().isEmpty()) {
            builder.phase(meter.phase());
        }
        CopyException told = builder.build();
        left.problems().forEach(told::addSuppressed);
        return told;
    }

    /** Names the reason for which the copy was stopped, where that is why it failed. */
    private CopyException stopped(CopyException failure) {
        StopReason reason = supervision.stopReason();
        if (reason == null || failure.code() == reason.code()) {
            return failure;
        }
        CopyException.Builder builder = CopyException.builder(reason.code(), reason.text())
                .engine(engineId)
                .phase(failure.phase().orElse(null))
                .path(request.target())
                .targetState(failure.targetState())
                .cause(failure);
        failure.lengthBefore().ifPresent(builder::lengthBefore);
        failure.leftovers().forEach(builder::leftover);
        failure.settled().ifPresent(builder::settled);
        return builder.build();
    }

    private void enter(CopyPhase phase) throws CopyException {
        checkStopped();
        meter.enter(phase);
        events.phase(phase);
    }

    private void checkStopped() throws CopyException {
        StopReason reason = supervision.stopReason();
        if (reason != null) {
            throw CopyException.builder(reason.code(), reason.text())
                    .phase(meter.phase())
                    .path(request.target())
                    .build();
        }
    }

    private CopyReport report(
            TargetFile target,
            Prepared prepared,
            Transferred moved,
            Optional<Checksums> sums,
            Published published,
            boolean durable,
            Set<String> notes) {
        notes.addAll(moved.result().notes());
        prepared.pages().note().ifPresent(notes::add);
        notes.addAll(target.notes());
        notes.addAll(published.notes());
        published.leftovers().forEach(name -> notes.add("a temporary name could not be removed: " + name));
        CheckedCopy checked = prepared.checked();
        return new Outcome(
                request,
                checked.source().path(),
                checked.targetPath(),
                String.valueOf(engineId),
                prepared.selection().attempts(),
                moved.source(),
                moved.target(),
                checked.guard() + "; " + target.guard(),
                checked.totalBytes(),
                meter.done(Permit.How.COPIED),
                meter.done(Permit.How.ZEROED),
                meter.done(Permit.How.SKIPPED),
                meter.done(Permit.How.SHARED),
                meter.elapsed(),
                meter.phaseTimes(),
                sums.map(Checksums::hex),
                settings.verify() == VerifyPolicy.READ_BACK,
                durable && published.durable(),
                control != null && control.limitApplied(),
                moved.result().inFlight(),
                List.copyOf(notes));
    }
}
