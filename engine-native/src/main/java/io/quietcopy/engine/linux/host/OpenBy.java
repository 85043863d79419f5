package io.quietcopy.engine.linux.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds out for people who has a file open. Looks at names only, never at what they lead to, which could hang; sees other users'
 * processes as far as this user may.
 */
final class OpenBy {
    private static final Path PROC = Path.of("/proc");

    private OpenBy() {}

    /** Finds the first other process that has a file open. */
    static Optional<String> anybody(Path file) {
        String self = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                String id = process.getFileName().toString();
                if (!id.equals(self) && hasOpen(process, file)) {
                    return process(Integer.parseInt(id));
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path process, Path file) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
            return false;
        }
        return false;
    }

    /** Returns a process's number and name. */
    static Optional<String> process(int id) {
        try {
            String name = Files.readString(PROC.resolve(Integer.toString(id)).resolve("comm"));
            return Optional.of("process " + id + ", " + name.strip());
        } catch (IOException e) {
            return Optional.of("process " + id);
        }
    }
}
