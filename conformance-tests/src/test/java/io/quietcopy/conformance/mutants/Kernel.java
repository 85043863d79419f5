package io.quietcopy.conformance.mutants;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/** The system calls that the reference engine makes, by JNA. 64-bit Linux only. Thread-safe. */
final class Kernel {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    private static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ELOOP = 40;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_TRUNC = 0x200;
    static final int O_DIRECT = isArm() ? 0x10000 : 0x4000;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;

    static final int ADVICE_RANDOM = 1;
    static final int ADVICE_DONTNEED = 4;
    static final int ZERO_RANGE_KEEP_SIZE = 0x11;
    static final int PUNCH_HOLE_KEEP_SIZE = 0x03;
    private static final int WRITE_AND_WAIT = 7;

    private static final int MOST_TRIES = 1000;

    static {
        Native.register(Kernel.class, "c");
    }

    private Kernel() {}

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    static native int close(int fd);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    private static native int open(byte[] path, int flags, int mode);

    private static native long pread(int fd, long buffer, long count, long offset);

    private static native long pwrite(int fd, long buffer, long count, long offset);

    private static native int fdatasync(int fd);

    private static native int ftruncate(int fd, long length);

    private static native int fallocate(int fd, int mode, long offset, long length);

    private static native int posix_fadvise(int fd, long offset, long length, int advice);

    private static native int sync_file_range(int fd, long offset, long length, int flags);

    private static native int mincore(long address, long length, byte[] vector);

    private static native String strerror(int errno);

    /** A call that returned -1. */
    static final class CallFailedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int errno;

        private CallFailedException(String call, int errno) {
            super(call + ": " + strerror(errno));
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    private interface Call {
        long make();
    }

    private static long call(String name, Call call) throws CallFailedException {
        for (int tries = 1; ; tries++) {
            long result = call.make();
            if (result != -1) {
                return result;
            }
            int errno = Native.getLastError();
            if ((errno != EINTR && errno != EAGAIN) || tries == MOST_TRIES) {
                throw new CallFailedException(name, errno);
            }
        }
    }

    static int openFile(Path path, int flags) throws CallFailedException {
        byte[] name = path.toString().getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        byte[] terminated = Arrays.copyOf(name, name.length + 1);
        // Not to wait for the other end, should somebody have put a FIFO there.
        return (int) call("open", () -> open(terminated, flags | O_NONBLOCK | O_CLOEXEC, 0));
    }

    static void closeFile(int fd) throws CallFailedException {
        if (close(fd) == -1) {
            throw new CallFailedException("close", Native.getLastError());
        }
    }

    static int read(int fd, Memory memory, int from, int count, long offset) throws CallFailedException {
        return (int) call("pread", () -> pread(fd, memory.address() + from, count, offset));
    }

    static int write(int fd, Memory memory, int from, int count, long offset) throws CallFailedException {
        return (int) call("pwrite", () -> pwrite(fd, memory.address() + from, count, offset));
    }

    static void flush(int fd) throws CallFailedException {
        call("fdatasync", () -> fdatasync(fd));
    }

    /** Writes back a range and waits for it; not durable, but clean. */
    static void writeBack(int fd, long offset, long length) throws CallFailedException {
        call("sync_file_range", () -> sync_file_range(fd, offset, length, WRITE_AND_WAIT));
    }

    static void truncate(int fd, long length) throws CallFailedException {
        call("ftruncate", () -> ftruncate(fd, length));
    }

    static void allocate(int fd, int mode, long offset, long length) throws CallFailedException {
        call("fallocate", () -> fallocate(fd, mode, offset, length));
    }

    /** Advice that is refused is no failure. */
    static void advise(int fd, long offset, long length, int advice) {
        posix_fadvise(fd, offset, length, advice);
    }

    /** Returns which pages of a range that starts at a page are in the cache. */
    static byte[] cachedPages(int fd, long offset, int length) throws CallFailedException {
        byte[] pages = new byte[(length + Memory.PAGE_BYTES - 1) / Memory.PAGE_BYTES];
        long address;
        try {
            address = call("mmap", () -> mmap(0, length, 1, 1, fd, offset));
        } catch (CallFailedException e) {
            if (e.errno() == ENODEV) {
                return pages; // a file system that does all I/O past the cache lets nobody map its files
            }
            throw e;
        }
        try {
            call("mincore", () -> mincore(address, length, pages));
        } finally {
            munmap(address, length);
        }
        return pages;
    }
}
