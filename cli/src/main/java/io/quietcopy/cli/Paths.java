package io.quietcopy.cli;

import io.quietcopy.CopyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns arguments into paths. */
final class Paths {
    private Paths() {}

    /**
     * Returns an argument as a path.
     *
     * @param argument what the argument is called
     * @param value its value
     * @return the path
     * @throws UsageException if it is empty, or has the form of a folder's name without being one
     * @throws CopyException if this Java cannot carry the name to the file system
     */
    static Path of(String argument, String value) throws CopyException {
        if (value.isEmpty()) {
            throw new UsageException(argument + " is empty");
        }
        try {
            Path path = Path.of(value);
            // Java drops the slash, and would make a file of what was meant as a folder.
            if (value.endsWith("/") && !Files.isDirectory(path)) {
                throw new UsageException(argument + " " + Text.printable(value)
                        + " ends with a slash, as a folder does, but no folder is there; to name a file, leave it out");
            }
            return path;
        } catch (InvalidPathException e) {
            throw Names.unsupported(value, e);
        }
    }
}
