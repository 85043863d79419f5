package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder on a real file system, deleted with everything in it on {@link #close}. Thread-safe.
 *
 * <p>The place is the first of these that is not in memory ({@code tmpfs}, {@code ramfs}) and not an overlay (where page
 * residency cannot be measured by {@code cachestat}): the environment variable {@code QUIETCOPY_TESTBED_DIR}, the JVM's
 * temporary folder, {@code /var/tmp}, the working directory. If there is no such place it is the JVM's temporary folder;
 * {@link #fileSystemType} tells. {@code QUIETCOPY_TESTBED_DIR} is taken whatever it is.
 *
 * <p>Symbolic links in the folder are deleted, not followed, and other file systems mounted below it are not entered:
 * their mount points stay and {@code close} fails, so that nothing that somebody still uses is deleted.
 */
public final class Scratch implements AutoCloseable {

    private static final Set<String> UNREAL = Set.of("tmpfs", "ramfs", "overlay");

    private final Path path;
    private final Undo undo;

    private Scratch(Path path) {
        this.path = path;
        this.undo = Undo.later("folder " + path, () -> delete(path));
    }

    /**
     * Makes a new folder.
     *
     * @throws IOException if it cannot be made
     */
    public static Scratch create() throws IOException {
        return in(bestPlace());
    }

    /**
     * Makes a new folder inside the given one.
     *
     * @throws IOException if it cannot be made
     */
    public static Scratch in(Path parent) throws IOException {
        // mount and losetup tell paths without symbolic links
        return new Scratch(Files.createTempDirectory(parent.toRealPath(), "quietcopy-testbed-"));
    }

    /** Returns the folder, absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    /** Returns the path of an entry of the folder; creates nothing. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Returns the type of the file system that the folder is on, as the kernel calls it ({@code "ext4"}, {@code "tmpfs"}).
     *
     * @throws IOException if it cannot be told
     */
    public String fileSystemType() throws IOException {
        return Files.getFileStore(path).type();
    }

    /**
     * Deletes the folder and everything in it. Idempotent.
     *
     * @throws IOException if something could not be deleted, for example because a file system is mounted on it
     */
    @Override
    public void close() throws IOException {
        delete(path);
        undo.done();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static Path bestPlace() throws IOException {
        String wanted = System.getenv("QUIETCOPY_TESTBED_DIR");
        if (wanted != null && !wanted.isBlank()) {
            return Path.of(wanted);
        }
        Path standard = Path.of(System.getProperty("java.io.tmpdir"));
        for (Path candidate : List.of(standard, Path.of("/var/tmp"), Path.of(""))) {
            if (Files.isWritable(candidate)
                    && !UNREAL.contains(Files.getFileStore(candidate).type())) {
                return candidate;
            }
        }
        return standard;
    }

    private static void delete(Path folder) throws IOException {
        try {
            if (Files.exists(folder)) {
                deleteAll(folder);
            }
        } catch (NoSuchFileException e) {
            // At the end of the process somebody else may delete it at the same time.
            if (Files.exists(folder)) {
                throw e;
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        long device = deviceOf(folder);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                if (deviceOf(dir) != device) {
                    throw new IOException(dir + " is still the mount point of another file system");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static long deviceOf(Path folder) throws IOException {
        return (long) Files.getAttribute(folder, "unix:dev");
    }
}
