package io.quietcopy.conformance.internal.place;

import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one try. What an engine leaves in it is found, and all of it goes with the try. Thread-safe.
 */
public final class TryFolder implements AutoCloseable {
    private static final String ODD = " -o='\"$(x)`;\\\n* ";

    private final Path path;
    private final @Nullable Scratch scratch;
    private final boolean oddNames;
    private final Queue<Path> scratchFiles = new ConcurrentLinkedQueue<>();
    private final Queue<Path> own = new ConcurrentLinkedQueue<>();

    private TryFolder(Path path, @Nullable Scratch scratch, boolean oddNames) {
        this.path = path;
        this.scratch = scratch;
        this.oddNames = oddNames;
    }

    /**
     * Makes a folder.
     *
     * @param parent where
     * @param oddNames whether files in it get names that shells and option parsers trip over
     * @throws IOException if it cannot be made
     */
    public static TryFolder in(Path parent, boolean oddNames) throws IOException {
        Scratch scratch = Scratch.in(parent);
        return new TryFolder(scratch.path(), scratch, oddNames);
    }

    /** Uses a folder that is there, and has no folders in it: what the suite makes is removed by and by. */
    public static TryFolder flat(Path folder) {
        return new TryFolder(folder, null, false);
    }

    /** Returns the folder. */
    public Path path() {
        return path;
    }

    /** Returns a path in the folder which the suite itself uses, and creates nothing. */
    public Path file(String name) {
        Path file = path.resolve(oddNames ? "-" + name + ODD : name);
        own.add(file);
        return file;
    }

    /**
     * Makes a scratch file for an engine.
     *
     * @throws IOException if it cannot be made
     */
    public Path newScratchFile() throws IOException {
        Path file = path.resolve(".quietcopy-" + scratchFiles.size() + ".scratch");
        scratchFiles.add(file);
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Returns whether the suite itself uses the file, or has given it to the engine. */
    public boolean knows(Path file) {
        return own.contains(file) || scratchFiles.contains(file);
    }

    /** Returns how many scratch files were asked for. */
    public int scratchFiles() {
        return scratchFiles.size();
    }

    /** Returns the scratch files that are still there. */
    public Set<Path> remainingScratchFiles() {
        Set<Path> remaining = new TreeSet<>();
        scratchFiles.stream().filter(Files::exists).forEach(remaining::add);
        return remaining;
    }

    /**
     * Returns the files that nobody has asked for.
     *
     * @throws IOException if the folder cannot be listed
     */
    public Set<Path> strays() throws IOException {
        Set<Path> strays = new TreeSet<>();
        try (Stream<Path> tree = Files.list(path)) {
            tree.filter(file -> !own.contains(file) && !scratchFiles.contains(file))
                    .forEach(strays::add);
        }
        return strays;
    }

    @Override
    public void close() throws IOException {
        if (scratch != null) {
            scratch.close();
            return;
        }
        for (Path file : own) {
            Files.deleteIfExists(file);
        }
    }
}
