package io.quietcopy.internal.target;

import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The temporary files of one copy: makes them, and removes those that were made for a try.
 *
 * <p>Every file is made exclusively and for its owner alone. It is removed only while its name still leads to the file that was
 * made: whoever else has come by that name keeps what is theirs.
 */
final class TemporaryNames {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final String targetName;
    private final ProcessIdentity self;
    private final SecureRandom chance = new SecureRandom();
    private final Map<Path, FileIdentity> scratch = new LinkedHashMap<>();

    TemporaryNames(Path folder, String targetName, ProcessIdentity self) {
        this.folder = folder;
        this.targetName = targetName;
        this.self = self;
    }

    ProcessIdentity self() {
        return self;
    }

    /** Returns a name that nobody has. */
    Path fresh(StagedName.Kind kind) {
        return folder.resolve(StagedName.create(kind, targetName, self, chance).format());
    }

    /** Makes an empty file and opens it for writing. */
    static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Makes an empty file that is removed at the end. */
    Path newScratchFile() throws IOException {
        Path path = fresh(StagedName.Kind.SCRATCH);
        create(path).close();
        scratch.put(path, FileFacts.of(path).identity());
        return path;
    }

    /** Has a further name of a scratch file removed at the end too. */
    void alsoScratch(Path path, Path sameAs) {
        Optional.ofNullable(scratch.get(sameAs)).ifPresent(identity -> scratch.put(path, identity));
    }

    /**
     * Removes the scratch files.
     *
     * @param problems gets what went wrong
     * @return the files that are left; the next call tries them again
     */
    List<Path> removeScratchFiles(List<Exception> problems) {
        scratch.entrySet().removeIf(file -> removeIfStill(file.getKey(), file.getValue(), problems));
        return List.copyOf(scratch.keySet());
    }

    /**
     * Removes a file if it is still the one that is meant.
     *
     * @return false if it is still there
     */
    static boolean removeIfStill(Path path, FileIdentity identity, List<Exception> problems) {
        try {
            if (isStill(path, identity, problems)) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException e) {
            problems.add(e);
            return false;
        }
    }

    /** Returns whether a file is still the one that is meant; that another stands there is a problem. */
    static boolean isStill(Path path, FileIdentity identity, List<Exception> problems) throws IOException {
        try {
            if (FileFacts.of(path).identity().equals(identity)) {
                return true;
            }
            problems.add(new IOException("somebody has put another file in place of " + path + "; it was left there"));
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
