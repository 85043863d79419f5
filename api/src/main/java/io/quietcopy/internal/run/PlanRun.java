package io.quietcopy.internal.run;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyRequest;
import io.quietcopy.Pace;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.preflight.CheckedCopy;
import io.quietcopy.internal.preflight.Preflight;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out what a copy would do. Creates nothing, opens nothing for writing. */
final class PlanRun implements Guarded.Work<CopyPlan>, CopierCore.Stoppable {
    private final CopierCore core;
    private final CopyRequest request;
    private final EffectiveSettings settings;
    private final Meter meter = new Meter(System::nanoTime);
    private final Supervision supervision;
    private final Guarded<CopyPlan> guarded;

    PlanRun(CopierCore core, CopyRequest request, EffectiveSettings settings) {
        this.core = core;
        this.request = request;
        this.settings = settings;
        this.supervision = new Supervision(meter, settings.deadline(), settings.stallTimeout());
        this.guarded = new Guarded<>(this, supervision, meter, core.threads(), () -> core.ended(this));
    }

    Guarded<CopyPlan> guarded() {
        return guarded;
    }

    @Override
    public void stop(StopReason reason) {
        supervision.stop(reason);
    }

    @Override
    public void abort() {
        // nothing runs that could be told
    }

    @Override
    public boolean mayChangeTarget() {
        return false;
    }

    @Override
    public TargetState reached(CopyPlan result) {
        return TargetState.UNTOUCHED;
    }

    @Override
    public void describe(CopyException.Builder failure) {
        failure.path(request.target());
    }

    @Override
    public CopyPlan perform() throws CopyException {
        meter.enter(CopyPhase.PREFLIGHT);
        CheckedCopy checked = Preflight.check(request, settings.zeroes(), settings.guard(), core.host());
        Selection selection = Selection.prepare(core.registry(), settings, checked.rangeCount());
        meter.enter(CopyPhase.MAP);
        Extents extents = Extents.of(request.ranges(), checked.source(), checked.sourceAllocatedBytes(), core.host());
        meter.enter(CopyPhase.OPEN);
        boolean staged = request.mode() != TargetMode.IN_PLACE;
        Spec spec = new Spec(
                checked.source(),
                Optional.of(planned(checked)),
                staged,
                extents,
                checked.rangeCount(),
                checked.totalBytes(),
                staged ? TargetContent.ZERO : request.targetContent(),
                settings.cache(),
                settings.zeroes(),
                settings,
                () -> settings.pace().kind() != Pace.Kind.FULL,
                Optional.empty(),
                core.threads(),
                () -> {
                    throw new UnsupportedOperationException("a plan creates nothing");
                },
                Optional.empty());
        Optional<Fitness> fitness = selection.examine(spec);
        SideMode none = SideMode.of(SideMode.Access.NONE, "no engine fits");
        return new Plan(
                checked.source().path(),
                checked.targetPath(),
                checked.totalBytes(),
                checked.sourceAllocatedBytes(),
                selection.attempts(),
                fitness.map(Fitness::source).orElse(none),
                fitness.map(Fitness::target).orElse(none),
                settings.describe(),
                notes(checked, extents));
    }

    private List<String> notes(CheckedCopy checked, Extents extents) {
        List<String> notes = new ArrayList<>();
        notes.add("guard: " + checked.guard());
        if (extents.mapped()) {
            notes.add("holes of the source are known from its file system");
        }
        extents.note().ifPresent(notes::add);
        notes.add(
                switch (request.mode()) {
                    case CREATE_NEW -> "a new file is written under a temporary name and published when complete";
                    case REPLACE ->
                        "a new file is written under a temporary name and replaces the old one when complete";
                    case IN_PLACE -> "the target is written in place, so a failure leaves it partly written";
                });
        notes.addAll(checked.notes());
        notes.addAll(core.registry().notes());
        return notes;
    }

    private Side planned(CheckedCopy checked) {
        return new PlannedSide(
                checked.targetPath(),
                checked.target().map(side -> side.identity()).orElse(FileIdentity.of(0, 0, 0)),
                checked.target().map(side -> side.kind()).orElse(FileKind.FILE),
                checked.finalLengthBytes(),
                checked.targetBlockBytes());
    }

    /** A target that may not exist yet. */
    private record PlannedSide(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
            implements Side {}
}
