package io.quietcopy.testbed;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;

/** Uses up the room of a file system. */
final class Filler {

    private static final long LARGEST_STEP_BYTES = 1L << 30;
    private static final long SMALLEST_STEP_BYTES = 1024;

    private Filler() {}

    /**
     * Lets a new file take so many bytes of real room, or all that there is if that is less.
     *
     * @return the bytes it took
     */
    static long reserve(Path file, long bytes) throws IOException {
        long taken = 0;
        long step = LARGEST_STEP_BYTES;
        try (Libc.Descriptor descriptor = Libc.Descriptor.open(file, Libc.O_RDWR | Libc.O_CREAT)) {
            while (taken < bytes && step >= SMALLEST_STEP_BYTES) {
                long next = Math.min(step, bytes - taken);
                if (Libc.fallocate(descriptor.fd(), 0, taken, next) == 0) {
                    taken += next;
                    continue;
                }
                int errno = Native.getLastError();
                if (errno != Libc.ENOSPC) {
                    throw Libc.failure("fallocate", file);
                }
                step = next / 2;
            }
        }
        return taken;
    }
}
