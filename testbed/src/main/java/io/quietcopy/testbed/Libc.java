package io.quietcopy.testbed;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The system calls that Java does not offer, by JNA direct mapping. 64-bit Linux on x86-64 and aarch64 only. Thread-safe.
 *
 * <p>An error number is read with {@link Native#getLastError} and only after a call returned -1.
 */
final class Libc {

    static final int EPERM = 1;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENXIO = 6;
    static final int ENOSPC = 28;
    static final int ENOSYS = 38;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_CLOEXEC = 0x80000;

    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    static final int POSIX_FADV_DONTNEED = 4;

    static final int PROT_READ = 1;
    static final int MAP_SHARED = 1;

    static final int AT_FDCWD = -100;
    static final int STATX_BLOCKS = 0x400;

    static final int SIGKILL = 9;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    static final long SYS_CACHESTAT = 451;
    static final long SYS_STATX = isArm() ? 291 : 332;

    static {
        if (!Platform.isLinux() || Native.LONG_SIZE != 8 || !(isArm() || "x86-64".equals(Platform.ARCH))) {
            throw new UnsatisfiedLinkError(
                    "needs 64-bit Linux on x86-64 or aarch64, this is " + Platform.RESOURCE_PREFIX);
        }
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    private static boolean isArm() {
        return "aarch64".equals(Platform.ARCH);
    }

    static native int open(byte[] path, int flags, int mode);

    static native int close(int fd);

    static native int fdatasync(int fd);

    static native int kill(int pid, int signal);

    static native int umount2(byte[] path, int flags);

    static native int getpagesize();

    static native int geteuid();

    /** Returns the error number itself. */
    static native int posix_fadvise(int fd, long offset, long length, int advice);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int fd, byte[] path, int mask);

    static native int inotify_rm_watch(int fd, int watch);

    static native long read(int fd, byte[] buffer, long length);

    static native long lseek(int fd, long offset, int whence);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int mincore(long address, long length, byte[] vector);

    static native long syscall(long number, long a, byte[] b, byte[] c, long d);

    static native long syscall(long number, long a, byte[] b, long c, long d, byte[] e);

    static native String strerror(int errno);

    /** The failure of the call just made. */
    static IOException failure(String call, Object on) {
        int errno = Native.getLastError();
        return new IOException(call + " on " + on + ": " + strerror(errno) + " (errno " + errno + ")");
    }

    /** Bytes of a path as the kernel takes them, with the final zero. */
    static byte[] bytes(Path path) {
        // sun.jnu.encoding is what the JDK itself uses for names, file.encoding is not
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        byte[] name = path.toString().getBytes(names);
        return Arrays.copyOf(name, name.length + 1);
    }

    /** An open descriptor. Not thread-safe. */
    static final class Descriptor implements AutoCloseable {

        private final Path path;
        private final int fd;

        private Descriptor(Path path, int fd) {
            this.path = path;
            this.fd = fd;
        }

        static Descriptor open(Path path, int flags) throws IOException {
            int fd = Libc.open(bytes(path), flags | O_CLOEXEC, 0600);
            if (fd < 0) {
                throw failure("open", path);
            }
            return new Descriptor(path, fd);
        }

        int fd() {
            return fd;
        }

        Path path() {
            return path;
        }

        @Override
        public void close() {
            Libc.close(fd);
        }
    }
}
