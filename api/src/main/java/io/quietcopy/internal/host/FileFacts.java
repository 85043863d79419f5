package io.quietcopy.internal.host;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code lstat} says of a name. A symbolic link is told as such, never followed.
 *
 * @param path the name that was looked at
 * @param kind what stands there
 * @param device {@code st_dev}
 * @param inode {@code st_ino}
 * @param rdev {@code st_rdev}, 0 unless it is a device node
 * @param mode the permission bits, with set-id and sticky bits
 * @param links the number of hard links
 * @param uid the owner
 * @param sizeBytes {@code st_size}, 0 for a device
 * @param modified the time of the last change of the content
 * @param changed the time of the last change of the inode
 */
public record FileFacts(
        Path path,
        Kind kind,
        long device,
        long inode,
        long rdev,
        int mode,
        int links,
        int uid,
        long sizeBytes,
        FileTime modified,
        FileTime changed) {

    // Not "unix:*": that asks for the names of owner and group too, which may mean a question to a distant server.
    private static final String ATTRIBUTES = "unix:dev,ino,rdev,mode,nlink,uid,size,lastModifiedTime,ctime";

    /** The kinds of file that Linux knows. */
    public enum Kind {
        /** A regular file. */
        FILE("a regular file", 0100000),
        /** A block device. */
        BLOCK_DEVICE("a block device", 0060000),
        /** A directory. */
        FOLDER("a folder", 0040000),
        /** A symbolic link. */
        SYMBOLIC_LINK("a symbolic link", 0120000),
        /** A named pipe. */
        FIFO("a FIFO", 0010000),
        /** A socket. */
        SOCKET("a socket", 0140000),
        /** A character device. */
        CHARACTER_DEVICE("a character device", 0020000),
        /** Something that no Linux has yet. */
        UNKNOWN("a file of unknown kind", 0);

        private final String text;
        private final int type;

        Kind(String text, int type) {
            this.text = text;
            this.type = type;
        }

        /** Returns the kind in words, with its article. */
        public String text() {
            return text;
        }

        static Kind ofMode(int mode) {
            for (Kind kind : values()) {
                if (kind.type == (mode & 0170000)) {
                    return kind;
                }
            }
            return UNKNOWN;
        }
    }

    /**
     * Looks at a name.
     *
     * @throws NoSuchFileException if nothing stands there
     * @throws IOException if it cannot be looked at
     */
    public static FileFacts of(Path path) throws IOException {
        Map<String, Object> values = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(values, "mode");
        return new FileFacts(
                path,
                Kind.ofMode(mode),
                number(values, "dev"),
                number(values, "ino"),
                number(values, "rdev"),
                mode & 07777,
                (int) number(values, "nlink"),
                (int) number(values, "uid"),
                number(values, "size"),
                time(values, "lastModifiedTime"),
                time(values, "ctime"));
    }

    /**
     * Looks at a name that may be missing.
     *
     * @return the facts, or empty if nothing stands there
     * @throws IOException if it cannot be looked at
     */
    public static Optional<FileFacts> find(Path path) throws IOException {
        try {
            return Optional.of(of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns who the file is, whatever its name. */
    public FileIdentity identity() {
        return FileIdentity.of(device, inode, isBlockDevice() ? rdev : 0);
    }

    /** Returns whether it is a block device. */
    public boolean isBlockDevice() {
        return kind == Kind.BLOCK_DEVICE;
    }

    /** Returns whether it can be copied: a regular file or a block device. */
    public boolean isCopyable() {
        return kind == Kind.FILE || kind == Kind.BLOCK_DEVICE;
    }

    /** Returns the kind as engines know it, for what {@link #isCopyable()}. */
    public FileKind copyKind() {
        return isBlockDevice() ? FileKind.BLOCK_DEVICE : FileKind.FILE;
    }

    /** Returns the number of the device node itself. */
    public DeviceNumber deviceNumber() {
        return DeviceNumber.ofRaw(rdev);
    }

    /** Returns the number of the device that the file's file system is on. */
    public DeviceNumber storageNumber() {
        return DeviceNumber.ofRaw(device);
    }

    private static long number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number value ? value.longValue() : 0;
    }

    private static FileTime time(Map<String, Object> values, String name) {
        return values.get(name) instanceof FileTime value ? value : FileTime.fromMillis(0);
    }
}
