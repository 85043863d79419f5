package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks for the locks by which QEMU's programs keep off each other.
 *
 * <p>QEMU locks single bytes of an image for reading (block/file-posix.c): byte 100 + p while it uses the image in the way p,
 * byte 200 + p while it lets nobody else use it so, with p = 0 to read consistently, 1 to write, 2 to write what does not
 * change, 3 to resize. The locks belong to the open file ({@code F_OFD_SETLK}), so the kernel does not tell which process has
 * them; it is looked for in {@code /proc} among those that have the file open.
 *
 * <p>Asking takes no lock. It needs no right to write, and sees the locks of other programs on these bytes too, such as a lock on
 * the whole file.
 */
final class ImageLocks {
    private static final int BASE = 100;
    private static final int SHARE_BASE = 200;
    private static final int WAYS = 4;

    private static final int F_RDLCK = 0;
    private static final int F_WRLCK = 1;
    private static final int F_UNLCK = 2;

    /** {@code struct flock}: type and whence, each 2 bytes, then from 8 on start and length, then the process. */
    private static final int FLOCK_BYTES = 32;

    private static final int START = 8;
    private static final int LENGTH = 16;
    private static final int PROCESS = 24;

    private final Linux linux;

    ImageLocks(Linux linux) {
        this.linux = linux;
    }

    Optional<String> user(Path image) throws IOException {
        FileStatus named = FileStatus.of(linux, image);
        if (!named.isRegularFile() && !named.isBlockDevice()) {
            return Optional.empty();
        }
        try (Descriptor file = Descriptor.open(linux, image, Linux.O_RDONLY | linux.noFollow());
                NativeBytes lock = new NativeBytes(FLOCK_BYTES)) {
            int result = ask(file, Linux.F_OFD_GETLK, lock);
            if (Errno.EINVAL.is(result)) {
                // Before Linux 3.15 QEMU takes POSIX locks.
                result = ask(file, Linux.F_GETLK, lock);
            }
            if (result < 0) {
                throw new UnsupportedOperationException("the file system has no locks: " + Errno.of(result));
            }
            return lock.getUnsignedShort(0) == F_UNLCK ? Optional.empty() : Optional.of(describe(image, lock));
        }
    }

    private int ask(Descriptor file, int command, NativeBytes lock) {
        lock.putShort(0, F_WRLCK).putShort(2, 0);
        lock.putLong(START, BASE).putLong(LENGTH, SHARE_BASE + WAYS - BASE).putInt(PROCESS, 0);
        return linux.fcntl(file.number(), command, lock.address());
    }

    private static String describe(Path image, NativeBytes lock) {
        long start = lock.getLong(START);
        long length = lock.getLong(LENGTH);
        int process = lock.getInt(PROCESS);
        String who = (process > 0 ? OpenBy.process(process) : OpenBy.anybody(image))
                .map(name -> " (" + name + ")")
                .orElse("");
        // The kernel joins neighbouring bytes of one owner. A length of 0 means up to the end.
        long end = length > 0 ? start + length : Long.MAX_VALUE;
        boolean qemu =
                lock.getUnsignedShort(0) == F_RDLCK && (isWithin(start, end, BASE) || isWithin(start, end, SHARE_BASE));
        return qemu
                ? "a program that locks it as QEMU does" + who
                : "a program that has locked bytes from " + start + " on" + who;
    }

    private static boolean isWithin(long start, long end, int base) {
        return start >= base && end <= base + WAYS;
    }
}
