package io.quietcopy.internal.target;

import io.quietcopy.TargetState;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a target was left by {@link TargetFile#abandon}.
 *
 * @param state the state of the target
 * @param lengthBefore how long a target that was written in place had been, else empty
 * @param leftovers files that were kept on purpose, or that could not be removed
 * @param problems what went wrong on the way, to be added to the copy's exception as suppressed ones
 */
public record Abandoned(TargetState state, OptionalLong lengthBefore, List<Path> leftovers, List<Exception> problems) {}
