package io.quietcopy.internal.run;

import io.quietcopy.CopyPlan;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What a copy would do. */
record Plan(
        Path source,
        Path target,
        long totalBytes,
        OptionalLong dataBytes,
        List<EngineAttempt> candidates,
        SideMode sourceMode,
        SideMode targetMode,
        List<String> settings,
        List<String> notes)
        implements CopyPlan {

    /** Copies the lists. */
    Plan {
        settings = List.copyOf(settings);
        notes = List.copyOf(notes);
    }

    @Override
    public String toJson() {
        return Json.of(this);
    }
}
