package io.quietcopy.internal.target;

import io.quietcopy.Leftovers.Leftover;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes through a folder for temporary files of copies. */
public final class LeftoverScan {
    private LeftoverScan() {}

    /**
     * Lists the temporary files of a folder.
     *
     * @param folder the folder
     * @param host the machine
     * @return the files in the order of their names, those of living copies included
     * @throws IOException if the folder or this process cannot be examined
     */
    public static List<Leftover> find(Path folder, Host host) throws IOException {
        ProcessIdentity self = ProcessIdentity.current(host);
        List<Leftover> found = new ArrayList<>();
        for (Path file : temporaryFiles(folder)) {
            Optional<FileFacts> facts = FileFacts.find(file);
            if (facts.isPresent()) {
                found.add(new TemporaryFile(file, facts.get(), self, host.proc()));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Counts the names that dead copies have left to a file: a copy that was killed after it had published its file with a hard
     * link, and before it had removed the temporary name. Whoever refuses files with more than one link should not count them.
     *
     * @param folder the file's folder
     * @param file the file
     * @param host the machine
     * @return the number of such names
     * @throws IOException if the folder or this process cannot be examined
     */
    public static int deadNamesOf(Path folder, FileIdentity file, Host host) throws IOException {
        return deadNamesOf(folder, file, ProcessIdentity.current(host), host.proc());
    }

    static int deadNamesOf(Path folder, FileIdentity file, ProcessIdentity self, Path proc) throws IOException {
        int count = 0;
        for (Path name : temporaryFiles(folder)) {
            Optional<FileFacts> facts = FileFacts.find(name);
            if (facts.isPresent()
                    && facts.get().identity().equals(file)
                    && new TemporaryFile(name, facts.get(), self, proc).removable()) {
                count++;
            }
        }
        return count;
    }

    private static List<Path> temporaryFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                folder, file -> file.getFileName().toString().startsWith(StagedName.PREFIX))) {
            all.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }
}
