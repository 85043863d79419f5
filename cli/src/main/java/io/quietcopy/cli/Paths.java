package io.quietcopy.cli;

import io.quietcopy.CopyException;
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
     * @throws UsageException if it is empty
     * @throws CopyException if this Java cannot carry the name to the file system
     */
    static Path of(String argument, String value) throws CopyException {
        if (value.isEmpty()) {
            throw new UsageException(argument + " is empty");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw Names.unsupported(value, e);
        }
    }
}
