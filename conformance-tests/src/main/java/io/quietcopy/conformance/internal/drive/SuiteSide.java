package io.quietcopy.conformance.internal.drive;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A side as the library describes it to an engine. Immutable and thread-safe.
 *
 * @param path the absolute path
 * @param identity what stands there
 * @param kind its kind
 * @param lengthBytes its length
 * @param logicalBlockBytes the logical block of the device, or of the device below the file
 */
public record SuiteSide(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
        implements Side {
    private static final int UNKNOWN_BLOCK_BYTES = 4096;

    /**
     * Looks at a file or device.
     *
     * @throws IOException if it cannot be opened for reading
     */
    public static SuiteSide of(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,rdev");
        long device = number(attributes, "dev");
        long rdev = number(attributes, "rdev");
        FileIdentity identity = FileIdentity.of(device, number(attributes, "ino"), rdev);
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "r")) {
            FileKind kind = rdev != 0 ? FileKind.BLOCK_DEVICE : FileKind.FILE;
            return new SuiteSide(path, identity, kind, open.length(), logicalBlock(rdev != 0 ? rdev : device));
        }
    }

    /** Returns the same side under another path. */
    public SuiteSide at(Path other) {
        return new SuiteSide(other, identity, kind, lengthBytes, logicalBlockBytes);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static int logicalBlock(long device) throws IOException {
        long major = (device >> 8) & 0xfff;
        long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
        Path block = Path.of("/sys/dev/block/" + major + ":" + minor);
        for (String queue : new String[] {"queue", "../queue"}) {
            Path size = block.resolve(queue).resolve("logical_block_size");
            if (Files.exists(size)) {
                return Integer.parseInt(Files.readString(size).strip());
            }
        }
        return UNKNOWN_BLOCK_BYTES;
    }
}
