package io.quietcopy.internal.target;

import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way to give a file a name without ever taking that name from somebody else: a rename that refuses to replace, else a hard
 * link. Java's own move is neither: it looks first and renames then.
 *
 * <p>The link leaves the temporary name to be removed. A process that is killed in between leaves a complete target with two
 * names, of which {@link LeftoverScan} finds the temporary one.
 */
enum NoReplace {
    /** {@link HostServices#renameNoReplace}. */
    RENAME,
    /** {@link Files#createLink}, and the temporary name is removed afterwards. */
    LINK;

    /**
     * Tries out, with a scratch file, what the target's file system can do.
     *
     * @param host the machine
     * @param names makes the scratch file, and removes it at the end of the copy
     * @return the way, or empty if there is none
     * @throws IOException if not even a scratch file can be made
     */
    static Optional<NoReplace> probe(Host host, TemporaryNames names) throws IOException {
        Path scratch = names.newScratchFile();
        try {
            return tryOut(host, names, scratch);
        } finally {
            // What cannot be removed now is tried again, and reported, at the end.
            List<Exception> problems = new ArrayList<>();
            names.removeScratchFiles(problems);
        }
    }

    private static Optional<NoReplace> tryOut(Host host, TemporaryNames names, Path scratch) {
        Path other = names.fresh(StagedName.Kind.SCRATCH);
        names.alsoScratch(other, scratch);
        if (host.services().isPresent()) {
            try {
                host.services().get().renameNoReplace(scratch, other);
                return Optional.of(RENAME);
            } catch (IOException | UnsupportedOperationException e) {
                // The file system has no such rename; whatever else is wrong shows again with the link.
            }
        }
        try {
            Files.createLink(other, scratch);
            return Optional.of(LINK);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives a file its name.
     *
     * @throws java.nio.file.FileAlreadyExistsException if somebody has that name
     * @throws IOException if it failed
     */
    void publish(Host host, Path from, Path to) throws IOException {
        if (this == RENAME) {
            host.services().orElseThrow().renameNoReplace(from, to);
        } else {
            Files.createLink(to, from);
        }
    }
}
