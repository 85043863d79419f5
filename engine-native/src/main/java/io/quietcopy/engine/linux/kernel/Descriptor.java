package io.quietcopy.engine.linux.kernel;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file. Thread-safe; not to be closed while another thread makes a call with it. */
public final class Descriptor implements Closeable {
    private final Linux linux;
    private final Path path;
    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Descriptor(Linux linux, Path path, int number) {
        this.linux = linux;
        this.path = path;
        this.number = number;
    }

    /**
     * Opens a file. It is closed on exec.
     *
     * @param flags as for {@code open(2)}
     * @throws IOException of the kind that Java throws
     */
    public static Descriptor open(Linux linux, Path path, int flags) throws IOException {
        int number = linux.open(path, flags);
        if (number < 0) {
            throw Errno.of(number).exception(path);
        }
        return new Descriptor(linux, path, number);
    }

    /** Returns the number for system calls. */
    public int number() {
        return number;
    }

    /** Returns by what path it was opened. */
    public Path path() {
        return path;
    }

    /**
     * Closes the file, once.
     *
     * @throws IOException if closing reports that something went wrong; the descriptor is closed all the same
     */
    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            int result = linux.close(number);
            if (result < 0 && !Errno.EINTR.is(result)) {
                throw Errno.of(result).exception(path);
            }
        }
    }
}
