package io.quietcopy.engine.nio;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A side as the library would describe it. */
record TestSide(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
        implements Side {

    static TestSide of(Path file) throws IOException {
        Path path = file.toRealPath();
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,rdev");
        long rdev = (long) attributes.get("rdev");
        long device = rdev != 0 ? rdev : (long) attributes.get("dev");
        FileIdentity identity = FileIdentity.of((long) attributes.get("dev"), (long) attributes.get("ino"), rdev);
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "r")) {
            FileKind kind = rdev != 0 ? FileKind.BLOCK_DEVICE : FileKind.FILE;
            return new TestSide(path, identity, kind, open.length(), logicalBlock(device));
        }
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
        return 4096;
    }
}
