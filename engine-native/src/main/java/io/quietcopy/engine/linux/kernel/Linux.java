package io.quietcopy.engine.linux.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The system calls of 64-bit Linux on x86-64 and aarch64.
 *
 * <p>A call returns what it returns in C, or a negative error number ({@link Errno#of}) where C would return -1: so the number
 * is read once, right after the call, and only where there is one. Nothing throws, since errors are a normal answer here
 * ("not on this file system"), and an exception for each would cost more than the call. Calls are not repeated after {@code
 * EINTR}, but for {@code open}: only the caller knows whether it should go on.
 *
 * <p>What waits takes addresses only. A thread in such a call is for the virtual machine a thread in native code: it holds up
 * neither the garbage collector nor an interrupt, which it does not notice.
 *
 * <p>Thread-safe. Not final: tests make calls fail.
 */
public class Linux {
    /** Open for reading. */
    public static final int O_RDONLY = 0;

    /** Open for writing. */
    public static final int O_WRONLY = 1;

    /** Open for reading and writing. */
    public static final int O_RDWR = 2;

    /** Must not exist; without {@code O_CREAT} and on a block device: must be nobody else's. */
    public static final int O_EXCL = 0x80;

    /** {@code lseek}: the end. */
    public static final int SEEK_END = 2;

    /** {@code lseek}: the next data. */
    public static final int SEEK_DATA = 3;

    /** {@code lseek}: the next hole. */
    public static final int SEEK_HOLE = 4;

    /** {@code posix_fadvise}: will not be needed again. */
    public static final int POSIX_FADV_DONTNEED = 4;

    /** {@code posix_fadvise}: read no more than is asked for. */
    public static final int POSIX_FADV_RANDOM = 1;

    /** {@code fallocate}: leave the length as it is. */
    public static final int FALLOC_FL_KEEP_SIZE = 1;

    /** {@code fallocate}: make a hole. */
    public static final int FALLOC_FL_PUNCH_HOLE = 2;

    /** {@code fallocate}: make zeroes. */
    public static final int FALLOC_FL_ZERO_RANGE = 0x10;

    /** {@code sync_file_range}: wait for what is being written. */
    public static final int SYNC_FILE_RANGE_WAIT_BEFORE = 1;

    /** {@code sync_file_range}: start to write. */
    public static final int SYNC_FILE_RANGE_WRITE = 2;

    /** {@code sync_file_range}: wait until it is written. */
    public static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;

    /** {@code preadv2}, {@code pwritev2}: keep it out of the page cache. */
    public static final int RWF_DONTCACHE = 0x80;

    /** {@code madvise}: children do not get it, so a fork takes no page from under a transfer. */
    public static final int MADV_DONTFORK = 10;

    /** {@code madvise}: large pages are worth while. */
    public static final int MADV_HUGEPAGE = 14;

    /** {@code ioctl}: the logical block size of a device. */
    public static final long BLKSSZGET = 0x1268;

    /** {@code ioctl}: the size of a device. */
    public static final long BLKGETSIZE64 = 0x80081272L;

    /** {@code ioctl}: make zeroes on a device. */
    public static final long BLKZEROOUT = 0x127f;

    /** {@code ioctl}: the extents of a file. */
    public static final long FS_IOC_FIEMAP = 0xc020660bL;

    /** {@code ioctl}: share blocks. */
    public static final long FICLONERANGE = 0x4020940dL;

    /** {@code fcntl}: which POSIX lock of another process stands in the way. */
    public static final int F_GETLK = 5;

    /** {@code fcntl}: which lock of another open file stands in the way. */
    public static final int F_OFD_GETLK = 36;

    private static final int O_CLOEXEC = 0x80000;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int RENAME_NOREPLACE = 1;
    private static final int STATX_BASIC = 0x7ff;
    private static final int STATX_DIOALIGN = 0x2000;
    private static final int STATX_DIO_READ_ALIGN = 0x20000;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int PRIO_PROCESS = 0;
    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int IOPRIO_CLASS_SHIFT = 13;

    private final Abi abi;

    /** Makes the calls of a machine for which {@link #load} has done its work. */
    protected Linux() throws UnavailableException {
        abi = Abi.here();
    }

    /**
     * Binds the system calls. May be called any number of times.
     *
     * @throws UnavailableException if they cannot be made here
     */
    public static Linux load() throws UnavailableException {
        Abi.here();
        try {
            LibC.bind();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // JNA throws LinkageErrors of all kinds, and a plain Error for a native part of another version.
            throw new UnavailableException(reason(e), e);
        }
        return new Linux();
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return "JNA could not bind the functions of the C library (libc, tried by the name \"c\"): " + cause
                + "; where the folder for JNA's native part forbids execution, set -Djna.tmpdir to another one";
    }

    private static long result(long result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    private static int result(int result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    /** Returns {@code O_DIRECT}, which is not the same on all processors. */
    public int direct() {
        return abi.direct();
    }

    /** Returns {@code O_NOFOLLOW}, which is not the same on all processors. */
    public int noFollow() {
        return abi.noFollow();
    }

    /** Returns the address of a direct buffer's first byte, wherever its position is. */
    public static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** Returns a buffer over memory that stays mapped for as long as the buffer is used. */
    public static ByteBuffer buffer(long address, int length) {
        return new Pointer(address).getByteBuffer(0, length);
    }

    /** {@code open(2)} with {@code O_CLOEXEC}. */
    public int open(Path path, int flags) {
        try (NativePath name = NativePath.of(path)) {
            int fd;
            do {
                fd = result(LibC.open(name.address(), flags | O_CLOEXEC, 0));
            } while (Errno.EINTR.is(fd));
            return fd;
        }
    }

    /** {@code close(2)}. Whatever it returns, the descriptor is no longer open. */
    public int close(int fd) {
        return result(LibC.close(fd));
    }

    /** {@code pread(2)}. */
    public long pread(int fd, long buffer, long count, long offset) {
        return result(LibC.pread(fd, buffer, count, offset));
    }

    /** {@code pwrite(2)}. */
    public long pwrite(int fd, long buffer, long count, long offset) {
        return result(LibC.pwrite(fd, buffer, count, offset));
    }

    /**
     * {@code preadv2(2)}.
     *
     * @param vector the address of one {@code struct iovec}
     */
    public long preadv2(int fd, long vector, long offset, int flags) {
        return result(LibC.syscall(abi.preadv2(), fd, vector, 1, offset, 0, flags));
    }

    /**
     * {@code pwritev2(2)}.
     *
     * @param vector the address of one {@code struct iovec}
     */
    public long pwritev2(int fd, long vector, long offset, int flags) {
        return result(LibC.syscall(abi.pwritev2(), fd, vector, 1, offset, 0, flags));
    }

    /** {@code lseek(2)}. */
    public long lseek(int fd, long offset, int whence) {
        return result(LibC.lseek(fd, offset, whence));
    }

    /** {@code fdatasync(2)}. */
    public int fdatasync(int fd) {
        return result(LibC.fdatasync(fd));
    }

    /** {@code fallocate(2)}. */
    public int fallocate(int fd, int mode, long offset, long length) {
        return result(LibC.fallocate(fd, mode, offset, length));
    }

    /** {@code posix_fadvise(2)}. */
    public int fadvise(int fd, long offset, long length, int advice) {
        return -LibC.posix_fadvise(fd, offset, length, advice);
    }

    /** {@code sync_file_range(2)}. */
    public int syncFileRange(int fd, long offset, long length, int flags) {
        return result(LibC.sync_file_range(fd, offset, length, flags));
    }

    /** {@code ioctl(2)}. */
    public int ioctl(int fd, long request, long argument) {
        return result(LibC.ioctl(fd, request, argument));
    }

    /** {@code fcntl(2)}. */
    public int fcntl(int fd, int command, long argument) {
        return result(LibC.fcntl(fd, command, argument));
    }

    /** {@code statx(2)} of an open file, with the alignment of direct I/O. */
    public int statx(int fd, long buffer) {
        try (NativeBytes empty = new NativeBytes(1)) {
            return statx(fd, empty.address(), AT_EMPTY_PATH, buffer);
        }
    }

    /** {@code statx(2)} of a path, which is not followed if it is a symbolic link. */
    public int statx(Path path, long buffer) {
        try (NativePath name = NativePath.of(path)) {
            return statx(AT_FDCWD, name.address(), AT_SYMLINK_NOFOLLOW, buffer);
        }
    }

    private int statx(int folder, long name, int flags, long buffer) {
        int mask = STATX_BASIC | STATX_DIOALIGN | STATX_DIO_READ_ALIGN;
        return (int) result(LibC.syscall(abi.statx(), folder, name, flags, mask, buffer, 0));
    }

    /** {@code fstatfs(2)}. */
    public int fstatfs(int fd, long buffer) {
        return result(LibC.fstatfs(fd, buffer));
    }

    /** {@code statfs(2)}. */
    public int statfs(Path path, long buffer) {
        try (NativePath name = NativePath.of(path)) {
            return result(LibC.statfs(name.address(), buffer));
        }
    }

    /** {@code renameat2(2)} with {@code RENAME_NOREPLACE}. */
    public int renameNoReplace(Path from, Path to) {
        try (NativePath old = NativePath.of(from);
                NativePath name = NativePath.of(to)) {
            long address = name.address();
            return (int) result(
                    LibC.syscall(abi.renameat2(), AT_FDCWD, old.address(), AT_FDCWD, address, RENAME_NOREPLACE, 0));
        }
    }

    /** {@code fchown(2)}. */
    public int fchown(int fd, int user, int group) {
        return result(LibC.fchown(fd, user, group));
    }

    /** {@code fchmod(2)}. */
    public int fchmod(int fd, int mode) {
        return result(LibC.fchmod(fd, mode));
    }

    /** {@code llistxattr(2)}. */
    public long llistxattr(Path path, long list, long size) {
        try (NativePath name = NativePath.of(path)) {
            return result(LibC.llistxattr(name.address(), list, size));
        }
    }

    /** {@code flistxattr(2)}. */
    public long flistxattr(int fd, long list, long size) {
        return result(LibC.flistxattr(fd, list, size));
    }

    /** {@code lgetxattr(2)}. */
    public long lgetxattr(Path path, String attribute, long value, long size) {
        try (NativePath name = NativePath.of(path);
                NativePath key = NativePath.ofAttribute(attribute)) {
            return result(LibC.lgetxattr(name.address(), key.address(), value, size));
        }
    }

    /** {@code fgetxattr(2)}. */
    public long fgetxattr(int fd, String attribute, long value, long size) {
        try (NativePath key = NativePath.ofAttribute(attribute)) {
            return result(LibC.fgetxattr(fd, key.address(), value, size));
        }
    }

    /** {@code fsetxattr(2)}. */
    public int fsetxattr(int fd, String attribute, long value, long size) {
        try (NativePath key = NativePath.ofAttribute(attribute)) {
            return result(LibC.fsetxattr(fd, key.address(), value, size, 0));
        }
    }

    /** {@code fremovexattr(2)}. */
    public int fremovexattr(int fd, String attribute) {
        try (NativePath key = NativePath.ofAttribute(attribute)) {
            return result(LibC.fremovexattr(fd, key.address()));
        }
    }

    /** {@code mmap(2)} of memory of this process alone. It has no pages before it is written to. */
    public long mapMemory(long length) {
        return result(LibC.mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    }

    /** {@code mmap(2)} of a file, for looking at its pages. */
    public long mapFile(int fd, long offset, long length) {
        return result(LibC.mmap(0, length, PROT_READ, MAP_SHARED, fd, offset));
    }

    /** {@code munmap(2)}. */
    public int unmap(long address, long length) {
        return result(LibC.munmap(address, length));
    }

    /** {@code madvise(2)}. */
    public int madvise(long address, long length, int advice) {
        return result(LibC.madvise(address, length, advice));
    }

    /** {@code mincore(2)}. */
    public int mincore(long address, long length, long vector) {
        return result(LibC.mincore(address, length, vector));
    }

    /** {@code cachestat(2)}. */
    public int cachestat(int fd, long range, long counts) {
        return (int) result(LibC.syscall(Abi.CACHESTAT, fd, range, counts, 0, 0, 0));
    }

    /** Returns the size of a page. */
    public int pageBytes() {
        return LibC.getpagesize();
    }

    /** Returns the effective user. */
    public int effectiveUser() {
        return LibC.geteuid();
    }

    /** {@code setpriority(2)} for the calling thread. */
    public int setThreadNice(int nice) {
        return result(LibC.setpriority(PRIO_PROCESS, 0, nice));
    }

    /** {@code ioprio_set(2)} for the calling thread. */
    public int setThreadIoPriority(int ioClass, int level) {
        int priority = ioClass << IOPRIO_CLASS_SHIFT | level;
        return (int) result(LibC.syscall(abi.ioprioSet(), IOPRIO_WHO_PROCESS, 0, priority, 0, 0, 0));
    }
}
