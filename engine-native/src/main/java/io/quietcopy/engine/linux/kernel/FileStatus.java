package io.quietcopy.engine.linux.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code statx(2)} tells of a file. Immutable.
 *
 * @param mode type and permissions
 * @param user the owner
 * @param group the group
 * @param device where the inode is, as C's {@code st_dev}
 * @param inode its number
 * @param rdev which device a device node is, as C's {@code st_rdev}
 * @param sizeBytes the length of a file; 0 for a device
 * @param allocatedBytes what the storage holds, -1 if not known
 * @param direct whether {@code memoryAlignment} and {@code offsetAlignment} are known; if they are 0, direct I/O is not possible
 * @param memoryAlignment the alignment that direct I/O needs in memory
 * @param offsetAlignment the alignment that direct I/O needs in the file, for writing, and for reading if nothing else is told
 * @param readAlignment the alignment that direct reads need in the file
 */
public record FileStatus(
        int mode,
        int user,
        int group,
        long device,
        long inode,
        long rdev,
        long sizeBytes,
        long allocatedBytes,
        boolean direct,
        int memoryAlignment,
        int offsetAlignment,
        int readAlignment) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int STATX_BYTES = 256;
    private static final int DIOALIGN = 0x2000;
    private static final int DIO_READ_ALIGN = 0x20000;
    private static final int SECTOR = 512;

    /** Asks about an open file. */
    public static FileStatus of(Linux linux, Descriptor file) throws IOException {
        try (NativeBytes answer = new NativeBytes(STATX_BYTES)) {
            int result = linux.statx(file.number(), answer.address());
            if (Errno.isMissing(result)) {
                return byJava(Path.of("/proc/self/fd/" + file.number()));
            }
            return parse(result, file.path(), answer);
        }
    }

    /** Asks about what stands at a path, without following a symbolic link. */
    public static FileStatus of(Linux linux, Path path) throws IOException {
        try (NativeBytes answer = new NativeBytes(STATX_BYTES)) {
            int result = linux.statx(path, answer.address());
            if (Errno.isMissing(result)) {
                return byJava(path, LinkOption.NOFOLLOW_LINKS);
            }
            return parse(result, path, answer);
        }
    }

    /** Before Linux 4.11, and where a filter hides the call, Java knows at least what tells one file from another. */
    private static FileStatus byJava(Path path, LinkOption... options) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid,gid,dev,ino,rdev,size", options);
        return new FileStatus(
                (int) number(found, "mode"),
                (int) number(found, "uid"),
                (int) number(found, "gid"),
                number(found, "dev"),
                number(found, "ino"),
                number(found, "rdev"),
                number(found, "size"),
                -1,
                false,
                0,
                0,
                0);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }

    private static FileStatus parse(int result, Path path, NativeBytes answer) throws IOException {
        if (result < 0) {
            throw Errno.of(result).exception(path);
        }
        int mask = answer.getInt(0);
        int offsetAlignment = answer.getInt(156);
        int readAlignment = (mask & DIO_READ_ALIGN) != 0 ? answer.getInt(180) : 0;
        return new FileStatus(
                answer.getUnsignedShort(28),
                answer.getInt(20),
                answer.getInt(24),
                deviceNumber(answer.getInt(136), answer.getInt(140)),
                answer.getLong(32),
                deviceNumber(answer.getInt(128), answer.getInt(132)),
                answer.getLong(40),
                answer.getLong(48) * SECTOR,
                (mask & DIOALIGN) != 0,
                answer.getInt(152),
                offsetAlignment,
                readAlignment > 0 ? readAlignment : offsetAlignment);
    }

    /** As {@code makedev(3)} of glibc, which is what Java passes on. */
    private static long deviceNumber(int major, int minor) {
        long high = Integer.toUnsignedLong(major);
        long low = Integer.toUnsignedLong(minor);
        return (high & 0xfffff000L) << 32 | (high & 0xfffL) << 8 | (low & 0xffffff00L) << 12 | (low & 0xffL);
    }

    /** Returns whether it is a regular file. */
    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    /** Returns whether it is a block device. */
    public boolean isBlockDevice() {
        return (mode & TYPE) == BLOCK_DEVICE;
    }

    /** Returns the permissions, set-user-id and the like included. */
    public int permissions() {
        return mode & ~TYPE;
    }
}
