package io.quietcopy.internal.target;

import java.nio.file.Path;
import java.util.List;

/**
 * How a publication ended that did not fail.
 *
 * @param published false if the {@link PublishGate} was shut: nothing has changed, and {@link TargetFile#abandon} comes next
 * @param durable whether data and name survive a power cut
 * @param notes what else is worth reporting, sentences for people
 * @param leftovers temporary names that could not be removed although the copy is published
 */
public record Published(boolean published, boolean durable, List<String> notes, List<Path> leftovers) {
    /** Nothing was published, since the gate was shut. */
    static final Published NOT = new Published(false, false, List.of(), List.of());
}
