package io.quietcopy;

import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.target.LeftoverScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds temporary files that copies have left behind because their process was killed. The names of such files tell who made
 * them; a file is removed only where it is certain that its maker is gone.
 */
public final class Leftovers {
    private Leftovers() {}

    /** A temporary file that a copy made. */
    public interface Leftover {
        /**
         * Returns the file.
         *
         * @return the path, never null
         */
        Path path();

        /**
         * Returns whether it may be removed: the process that made it is known to be gone.
         *
         * @return false if that process lives, or nobody here can know
         */
        boolean removable();

        /**
         * Returns whose it is.
         *
         * @return for example {@code process 4711 of this host, ended}, for people, never null
         */
        String owner();

        /**
         * Removes the file if it is still removable.
         *
         * @return true if it was removed, false if it was gone or is in use after all
         * @throws IOException if it cannot be removed
         */
        boolean remove() throws IOException;
    }

    /**
     * Lists the temporary files of copies in a folder, not in folders below it.
     *
     * @param folder the folder, never null
     * @return the files in the order of their names, never null
     * @throws IOException if the folder cannot be read
     */
    public static List<Leftover> find(Path folder) throws IOException {
        return LeftoverScan.find(folder, Host.local(Optional.empty()));
    }
}
