package io.quietcopy.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A frozen file system: whoever writes to it hangs in the kernel, and no signal ends him, until it is thawed.
 *
 * <p>Made by {@link MountedFileSystem#freeze}. {@link #close} thaws. A child process watches: it thaws when this JVM is
 * gone and in any case when the limit is over, since a JVM with a thread hanging in the kernel can be ended by nobody.
 * Thread-safe.
 */
public final class Freeze implements AutoCloseable {

    private static final Duration THAW_LIMIT = Duration.ofSeconds(10);

    /** What is greater means that a signal ended the process. */
    private static final int LAST_EXIT_STATUS = 128;

    /** Thaws when its input ends or the time is over; a Ctrl-C, which reaches it too, must not end it. */
    private static final String WATCH = "trap '' INT HUP TERM; timeout \"$1\" cat; exec fsfreeze --unfreeze \"$0\"";

    private final Path mountPoint;
    private final Process watcher;
    private final Undo undo;

    private Freeze(Path mountPoint, Process watcher) {
        this.mountPoint = mountPoint;
        this.watcher = watcher;
        this.undo = Undo.later("freeze of " + mountPoint, this::close);
    }

    static Freeze of(Path mountPoint, Duration limit) throws IOException {
        List<String> watch = List.of("sh", "-c", WATCH, mountPoint.toString(), Long.toString(limit.toSeconds()));
        Process watcher = Tool.builder(watch)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Freeze freeze = new Freeze(mountPoint, watcher);
        try {
            Tool.run("fsfreeze", "--freeze", mountPoint.toString());
            return freeze;
        } catch (IOException e) {
            Undo.after(e, freeze);
            throw e;
        }
    }

    /** Returns where the frozen file system is mounted. */
    public Path mountPoint() {
        return mountPoint;
    }

    /** Tells whether it is still frozen as far as this object knows: not thawed by it, and the limit is not over. */
    public boolean frozen() {
        return watcher.isAlive();
    }

    /**
     * Thaws the file system; whoever hung in it goes on. Idempotent.
     *
     * @throws UncheckedIOException if it could not be thawed
     */
    public void thaw() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Thaws the file system, like {@link #thaw}. Idempotent.
     *
     * @throws IOException if it could not be thawed
     */
    @Override
    public void close() throws IOException {
        // One thawer only. Were this to thaw beside the watcher, the watcher might come late and undo the next freeze.
        watcher.getOutputStream().close();
        if (!Tool.ended(watcher, THAW_LIMIT)) {
            throw new IOException("could not thaw " + mountPoint + " within " + THAW_LIMIT.toSeconds() + " s");
        }
        if (watcher.exitValue() > LAST_EXIT_STATUS) {
            Tool.attempt("fsfreeze", "--unfreeze", mountPoint.toString()); // it was killed before it thawed
        }
        undo.done();
    }
}
