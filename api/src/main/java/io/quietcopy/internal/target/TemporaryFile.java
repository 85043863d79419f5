package io.quietcopy.internal.target;

import io.quietcopy.Leftovers.Leftover;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.FileFacts.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A temporary file that was found in a folder.
 *
 * <p>It may be removed if its name tells that its maker was a process of this host and this boot which is gone, or of this host
 * before its last boot. Another host's processes cannot be looked up, nor those of another container, and a name that cannot be
 * read says nothing: such files stay. As a second opinion, for hosts that were cloned together with their identity, the file's
 * lock is tried before it is removed.
 */
final class TemporaryFile implements Leftover {
    private final Path path;
    private final FileFacts found;
    private final Optional<StagedName> name;
    private final ProcessIdentity self;
    private final Path proc;

    TemporaryFile(Path path, FileFacts found, ProcessIdentity self, Path proc) {
        this.path = path;
        this.found = found;
        this.name =
                found.kind() == Kind.FILE ? StagedName.parse(path.getFileName().toString()) : Optional.empty();
        this.self = self;
        this.proc = proc;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public boolean removable() {
        return name.map(known -> self.stateOf(known.owner(), proc)).equals(Optional.of(ProcessIdentity.State.GONE));
    }

    @Override
    public String owner() {
        return name.map(StagedName::owner)
                .map(owner -> self.describe(owner, self.stateOf(owner, proc)))
                .orElse("unknown, since this is no temporary file that a copy would make");
    }

    @Override
    public boolean remove() throws IOException {
        if (!removable() || TargetLock.heldByOthers(path, true)) {
            return false;
        }
        Optional<FileFacts> now = FileFacts.find(path);
        return now.isPresent() && now.get().identity().equals(found.identity()) && Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return path + " (" + owner() + ")";
    }
}
