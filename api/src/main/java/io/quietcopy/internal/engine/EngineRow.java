package io.quietcopy.internal.engine;

import io.quietcopy.EngineInfo;
import java.util.List;
import java.util.Set;

/** A row of the table of engines, as a value. */
record EngineRow(
        String id,
        String className,
        String location,
        String version,
        int priority,
        State state,
        String reason,
        Set<String> capabilities,
        List<String> settings)
        implements EngineInfo {}
