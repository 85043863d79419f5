package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** The kernel's side of a FUSE mount. Nothing here asks the file system itself, which may hang. Immutable. */
final class FuseConnection {

    private static final Path USUAL_CONTROL = Path.of("/sys/fs/fuse/connections");
    private static final int MNT_DETACH = 2;

    private final Path mountPoint;

    FuseConnection(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    boolean mounted() throws IOException {
        return Mounts.points().contains(mountPoint);
    }

    /**
     * Ends the connection by the kernel's control file system: everyone who waits for the file system gets an error. That
     * file system is mounted for a moment if it is nowhere yet.
     *
     * @param folder for the moment's mount point
     */
    void abort(Path folder) throws IOException {
        int number = Mounts.deviceMinor(mountPoint);
        if (Mounts.points().contains(USUAL_CONTROL)) {
            abortBy(USUAL_CONTROL, number);
            return;
        }
        Path control = Files.createTempDirectory(folder, "fusectl");
        Tool.run("mount", "-t", "fusectl", "fusectl", control.toString());
        try {
            abortBy(control, number);
        } finally {
            Tool.run("umount", control.toString());
            Files.delete(control);
        }
    }

    private static void abortBy(Path control, int number) throws IOException {
        Path abort = control.resolve(Integer.toString(number)).resolve("abort");
        if (Files.exists(abort)) { // otherwise it has ended
            Files.writeString(abort, "1", StandardOpenOption.WRITE);
        }
    }

    /** Unmounts as soon as nobody uses it; tells whether that was within the limit. */
    boolean unmount(Duration limit) throws IOException {
        byte[] path = Libc.bytes(mountPoint);
        return Await.until(limit, () -> Libc.umount2(path, 0) == 0 || !mounted());
    }

    /** Takes the mount away from under its users. */
    Optional<IOException> detach() {
        boolean done = Libc.umount2(Libc.bytes(mountPoint), MNT_DETACH) == 0;
        return done ? Optional.empty() : Optional.of(Libc.failure("umount", mountPoint));
    }
}
