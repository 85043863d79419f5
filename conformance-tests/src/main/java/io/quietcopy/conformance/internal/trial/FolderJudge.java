package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.testbed.FileEvents;
import io.quietcopy.testbed.FileEvents.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what an engine does to files, including what leaves no trace, by what the kernel tells. Not thread-safe. */
final class FolderJudge implements AutoCloseable {
    private static final Set<Event.Action> HARMLESS = EnumSet.of(
            Event.Action.CANCEL,
            Event.Action.CANCEL_QUIETLY,
            Event.Action.ABORT,
            Event.Action.THROW,
            Event.Action.CLOSE);
    private static final Set<Kind> WRITING_FILES =
            EnumSet.of(Kind.MODIFIED, Kind.CLOSED_AFTER_WRITING, Kind.ATTRIBUTES_CHANGED, Kind.MOVED, Kind.DELETED);

    /** Whoever looks for a free loop device opens it for writing, also if somebody else was faster. */
    private static final Set<Kind> WRITING_DEVICES = EnumSet.of(Kind.MODIFIED);

    private final Evidence evidence;
    private final TryFolder folder;
    private final Path source;
    private final @Nullable Path target;
    private final FileEvents events;
    private final Set<Kind> writing;
    private final boolean steady;

    /** Watches from now on. */
    FolderJudge(
            CopyCase copyCase,
            Evidence evidence,
            FileEvents events,
            TryFolder folder,
            ImageFile source,
            @Nullable ImageFile target)
            throws IOException {
        this.events = events;
        this.evidence = evidence;
        this.folder = folder;
        this.source = source.path();
        this.target = target == null ? null : target.path();
        writing = source.isDevice() ? WRITING_DEVICES : WRITING_FILES;
        // What the suite itself does to the files would be told as well.
        steady = copyCase.events().stream().allMatch(event -> HARMLESS.contains(event.action()));
        List<Path> watched = new ArrayList<>(List.of(folder.path()));
        if (source.isDevice()) {
            watched.add(source.path());
        }
        events.add(watched.toArray(Path[]::new));
    }

    /** Judges what has happened up to the end of {@code open()}. */
    void opened() throws IOException {
        judge("E-OPEN-5", "open()");
    }

    /** Judges what has happened since then, up to the end of {@code close()}. */
    void closed() throws IOException {
        judge("E-RES-2", "run() or close()");
    }

    private void judge(String strayRule, String when) throws IOException {
        List<FileEvents.Event> all = events.take();
        if (!steady) {
            return;
        }
        evidence.seen("E-ERROR-5");
        for (FileEvents.Event event : all) {
            if (event.file().equals(source)) {
                if (writing.contains(event.kind())) {
                    evidence.broken("E-BYTES-3", "during " + when + " this was done to the source: " + event.kind());
                }
            } else if (event.file().equals(target)) {
                if (event.kind() == Kind.MOVED || event.kind() == Kind.DELETED) {
                    evidence.broken("E-ERROR-5", "during " + when + " this was done to the target: " + event.kind());
                }
            } else if (event.kind() == Kind.CREATED && !folder.knows(event.file())) {
                evidence.broken(
                        strayRule,
                        "during " + when + " the file " + event.file()
                                + " was made, which nobody has given the engine");
            }
        }
    }

    @Override
    public void close() throws IOException {
        events.clear();
    }
}
