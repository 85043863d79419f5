package io.quietcopy.internal.run;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.WindowSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report of a finished copy. */
record Outcome(
        CopyRequest request,
        Path source,
        Path target,
        String engine,
        List<EngineAttempt> candidates,
        SideMode sourceMode,
        SideMode targetMode,
        String guard,
        long totalBytes,
        long copiedBytes,
        long zeroedBytes,
        long skippedBytes,
        long sharedBytes,
        Duration elapsed,
        Map<CopyPhase, Duration> phaseTimes,
        Optional<String> digest,
        boolean verified,
        boolean durable,
        boolean limitApplied,
        List<WindowSample> inFlight,
        List<String> notes)
        implements CopyReport {

    /** Copies the lists. */
    Outcome {
        candidates = List.copyOf(candidates);
        inFlight = List.copyOf(inFlight);
        notes = List.copyOf(notes);
    }

    @Override
    public String label() {
        return request.label();
    }

    @Override
    public TargetMode mode() {
        return request.mode();
    }

    @Override
    public String toJson() {
        return Json.of(this);
    }
}
