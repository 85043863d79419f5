package io.quietcopy.engine.linux.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of the C library, by JNA's direct mapping.
 *
 * <p>Memory is passed as an address, never as a Java array: JNA could pin an array for the time of the call, and a call that
 * hangs would then hold up the garbage collector. {@code long} stands for {@code size_t} and {@code off_t}, which is right on
 * 64-bit machines, the only ones supported. Functions with variable arguments are mapped with fixed ones, which is the same
 * thing on x86-64 and aarch64 Linux. No name ends in {@code 64}: musl has dropped those.
 */
final class LibC {
    private LibC() {}

    /**
     * Binds the functions below, once for this virtual machine.
     *
     * @throws LinkageError if JNA or a function is missing
     */
    static synchronized void bind() {
        if (Native.LONG_SIZE != 8) {
            throw new UnsatisfiedLinkError("a 64-bit virtual machine is needed");
        }
        if (!Native.registered(LibC.class)) {
            Native.register(LibC.class, NativeLibrary.getInstance("c"));
        }
    }

    static native int open(long path, int flags, int mode);

    static native int close(int fd);

    static native long pread(int fd, long buffer, long count, long offset);

    static native long pwrite(int fd, long buffer, long count, long offset);

    static native long lseek(int fd, long offset, int whence);

    static native int fdatasync(int fd);

    static native int fallocate(int fd, int mode, long offset, long length);

    /** Returns the error number itself. */
    static native int posix_fadvise(int fd, long offset, long length, int advice);

    static native int sync_file_range(int fd, long offset, long length, int flags);

    static native int ioctl(int fd, long request, long argument);

    static native int fcntl(int fd, int command, long argument);

    static native int fstatfs(int fd, long buffer);

    static native int statfs(long path, long buffer);

    static native int fchown(int fd, int user, int group);

    static native int fchmod(int fd, int mode);

    static native long llistxattr(long path, long list, long size);

    static native long flistxattr(int fd, long list, long size);

    static native long lgetxattr(long path, long name, long value, long size);

    static native long fgetxattr(int fd, long name, long value, long size);

    static native int fsetxattr(int fd, long name, long value, long size, int flags);

    static native int fremovexattr(int fd, long name);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int madvise(long address, long length, int advice);

    static native int mincore(long address, long length, long vector);

    static native int getpagesize();

    static native int geteuid();

    static native int setpriority(int which, int who, int priority);

    static native long syscall(long number, long a, long b, long c, long d, long e, long f);
}
