package io.quietcopy.engine.linux.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The numbers by which {@code statfs(2)} tells kinds of file systems apart. */
public final class FileSystems {
    /** ext2, ext3 and ext4. */
    public static final long EXT = 0xef53;

    /** XFS. */
    public static final long XFS = 0x58465342;

    /** btrfs. */
    public static final long BTRFS = 0x9123683eL;

    /** tmpfs. */
    public static final long TMPFS = 0x01021994;

    /** ramfs. */
    public static final long RAMFS = 0x858458f6L;

    /** An overlay. */
    public static final long OVERLAY = 0x794c7630;

    /** NFS. */
    public static final long NFS = 0x6969;

    /** FUSE. */
    public static final long FUSE = 0x65735546;

    /** OpenZFS. */
    public static final long ZFS = 0x2fc12fc1;

    private static final Map<Long, String> NAMES = Map.of(
            EXT, "ext4", XFS, "xfs", BTRFS, "btrfs", TMPFS, "tmpfs", RAMFS, "ramfs", OVERLAY, "overlay", NFS, "nfs",
            FUSE, "fuse", ZFS, "zfs");
    private static final int STATFS_BYTES = 256;
    private static final int BLOCK_SIZE = 8;

    private FileSystems() {}

    /** Returns the number of the file system that has an open file. */
    public static long magic(Linux linux, Descriptor file) throws IOException {
        return ask(linux, file, 0);
    }

    /** Returns the number of the file system at a path, 0 if it cannot be asked. */
    public static long magic(Linux linux, Path path) {
        try (NativeBytes answer = new NativeBytes(STATFS_BYTES)) {
            int result = linux.statfs(path, answer.address());
            return result < 0 ? 0 : answer.getLong(0);
        }
    }

    /** Returns the block size of the file system that has an open file. */
    public static long blockBytes(Linux linux, Descriptor file) throws IOException {
        return ask(linux, file, BLOCK_SIZE);
    }

    private static long ask(Linux linux, Descriptor file, int offset) throws IOException {
        try (NativeBytes answer = new NativeBytes(STATFS_BYTES)) {
            int result = linux.fstatfs(file.number(), answer.address());
            if (result < 0) {
                throw Errno.of(result).exception(file.path());
            }
            return answer.getLong(offset);
        }
    }

    /** Returns the name of a kind of file system. */
    public static String name(long magic) {
        return NAMES.getOrDefault(magic, "a file system of type 0x" + Long.toHexString(magic));
    }
}
