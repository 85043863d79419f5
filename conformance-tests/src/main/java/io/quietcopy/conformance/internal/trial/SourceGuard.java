package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.place.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Sees to it that a copy leaves its source as it was: bytes and attributes. Not thread-safe. */
final class SourceGuard {
    private static final Set<Event.Action> CHANGES = EnumSet.of(
            Event.Action.SHRINK,
            Event.Action.GROW,
            Event.Action.REWRITE,
            Event.Action.SWAP_SOURCE,
            Event.Action.LINK_SOURCE,
            Event.Action.REMOVE_SOURCE);

    private final Path path;
    private final ImageBytes bytes;
    private final FileFacts before;
    private final boolean changes;

    /** Looks at the source before the copy. */
    SourceGuard(ImageFile source, ImageBytes bytes, CopyCase copyCase) throws IOException {
        path = source.path();
        this.bytes = bytes;
        before = FileFacts.of(path);
        changes = copyCase.events().stream().anyMatch(event -> CHANGES.contains(event.action()));
    }

    /** Looks at it again. */
    void check(Evidence evidence) throws IOException {
        if (changes) {
            return; // by the case itself
        }
        evidence.seen("E-BYTES-3");
        String changed = before.changesTo(FileFacts.of(path));
        if (!changed.isEmpty()) {
            evidence.broken("E-BYTES-3", "attributes of the source have changed: " + changed);
        }
        Optional<Comparison.Difference> wrong = Comparison.first(path, bytes);
        wrong.ifPresent(difference -> evidence.broken(
                "E-BYTES-3", "the source has changed", difference.told("source", "not what it held before")));
    }
}
