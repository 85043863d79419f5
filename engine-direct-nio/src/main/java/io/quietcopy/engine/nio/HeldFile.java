package io.quietcopy.engine.nio;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is opened once, without following links, compared with what it must be, and held.
 *
 * <p>Nothing is read or written through it. Its {@code /proc/self/fd/N}, the kernel's name for what this process holds open, is
 * opened again with the options that are needed: that leads to the same inode, whatever stands at the path by then.
 *
 * <p>Java does not tell the number of a descriptor. It is found by a mark: among the descriptors of this process, ours is the one
 * whose position follows when the channel's is moved.
 *
 * <p>Not thread-safe.
 */
final class HeldFile implements Closeable {
    private static final int BLOCK_DEVICE_MODE = 0060000;
    private static final int REGULAR_FILE_MODE = 0100000;
    private static final int TYPE_MASK = 0170000;
    private static final int MOST_MARKS = 8;

    private final FileChannel channel;
    private final Path name;

    private HeldFile(FileChannel channel, Path name) {
        this.channel = channel;
        this.name = name;
    }

    /** What stands at the path is not what should. */
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedException(Path path) {
            super("what stands at " + path + " is not what was checked before");
        }
    }

    /** The descriptor cannot be found in {@code /proc}. */
    static final class UnnamedException extends IOException {
        private static final long serialVersionUID = 1L;

        UnnamedException(Path path) {
            super("/proc does not show the open file " + path);
        }
    }

    /**
     * Opens a side.
     *
     * @param option READ or WRITE
     * @throws ChangedException if it is something else
     * @throws UnnamedException if {@code /proc} does not show it
     * @throws IOException if it cannot be opened
     */
    static HeldFile open(Side side, OpenOption option) throws IOException {
        // Before the opening too: opening a FIFO that somebody has put there would wait for ever.
        check(side, Files.readAttributes(side.path(), "unix:dev,ino,rdev,mode", LinkOption.NOFOLLOW_LINKS));
        FileChannel channel = FileChannel.open(side.path(), Set.of(option, LinkOption.NOFOLLOW_LINKS));
        try {
            Path name = find(channel, side);
            check(side, Files.readAttributes(name, "unix:dev,ino,rdev,mode"));
            return new HeldFile(channel, name);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    /** Opens a file that was just made for this process alone. */
    static HeldFile ofOwn(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        return new HeldFile(channel, file);
    }

    private static void check(Side side, Map<String, Object> attributes) throws ChangedException {
        long type = number(attributes, "mode") & TYPE_MASK;
        int expected = side.kind() == FileKind.BLOCK_DEVICE ? BLOCK_DEVICE_MODE : REGULAR_FILE_MODE;
        FileIdentity found =
                FileIdentity.of(number(attributes, "dev"), number(attributes, "ino"), number(attributes, "rdev"));
        if (type != expected || !found.sameBytesAs(side.identity())) {
            throw new ChangedException(side.path());
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }

    private static Path find(FileChannel channel, Side side) throws IOException {
        List<Integer> candidates = descriptors();
        for (int mark = 0; mark < MOST_MARKS; mark++) {
            // A device takes no position behind its end.
            long bound = side.kind() == FileKind.BLOCK_DEVICE ? side.lengthBytes() : Integer.MAX_VALUE;
            long position = bound <= 1 ? bound : ThreadLocalRandom.current().nextLong(1, bound);
            FileChannel unused = channel.position(position);
            candidates.removeIf(descriptor -> positionOf(descriptor) != position);
            if (candidates.size() == 1 && mark > 0) {
                return Path.of("/proc/self/fd", candidates.get(0).toString());
            }
        }
        throw new UnnamedException(side.path());
    }

    private static List<Integer> descriptors() throws IOException {
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                found.add(Integer.valueOf(one.getFileName().toString()));
            }
        }
        return found;
    }

    /** Returns the position that the kernel tells of a descriptor, or -1 if there is none. */
    private static long positionOf(int descriptor) {
        try {
            for (String line : Files.readAllLines(
                    Path.of("/proc/self/fdinfo", Integer.toString(descriptor)), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("pos:")) {
                    return Long.parseLong(line.substring("pos:".length()).strip());
                }
            }
        } catch (IOException e) {
            // Somebody else's, and closed by now.
        }
        return -1;
    }

    /** Returns the name by which this process can open it again. */
    Path name() {
        return name;
    }

    /** Returns the type of its file system, for example {@code ext4}. */
    String fileSystem() throws IOException {
        return Files.getFileStore(name).type();
    }

    /** Returns the block size of its file system, 0 if it does not tell. */
    long fileSystemBlockBytes() {
        try {
            return Files.getFileStore(name).getBlockSize();
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
