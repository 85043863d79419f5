package io.quietcopy.internal.target;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds other copies to the same target by the staged files that stand beside it.
 *
 * <p>Each copy first makes its own staged file and then looks for others. So of two copies that start at once at least one sees
 * the other, and perhaps both see each other. Whoever sees a living rival backs out, even if that means both. A rule by which
 * the "smaller" of the two goes on would be wrong: one of them may have looked before the other's file was there, and be
 * writing already.
 *
 * <p>A rival whose process cannot be looked up from here (another host, another container) counts if it holds its lock; that
 * works as far as the file system's locks reach.
 */
final class Rivals {
    private Rivals() {}

    /**
     * Looks for a copy to a target.
     *
     * @param request the target
     * @param own this copy's staged file, or empty if it has none
     * @param self this process
     * @param proc where the kernel's process table stands
     * @return who is copying to the target, for people
     * @throws IOException if the folder cannot be read
     */
    static Optional<String> find(TargetRequest request, Optional<Path> own, ProcessIdentity self, Path proc)
            throws IOException {
        String start = StagedName.PREFIX
                + StagedName.hashOf(request.target().getFileName().toString()) + "-";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                request.folder(), file -> file.getFileName().toString().startsWith(start))) {
            for (Path file : files) {
                Optional<StagedName> name = StagedName.parse(file.getFileName().toString());
                if (name.isEmpty() || name.get().kind() != StagedName.Kind.PART || own.equals(Optional.of(file))) {
                    continue;
                }
                ProcessIdentity owner = name.get().owner();
                ProcessIdentity.State state = self.stateOf(owner, proc);
                if (state == ProcessIdentity.State.LIVES
                        || (state == ProcessIdentity.State.UNKNOWN && TargetLock.heldByOthers(file, true))) {
                    return Optional.of(self.describe(owner, state) + ", temporary file " + file.getFileName());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Optional.empty();
    }
}
