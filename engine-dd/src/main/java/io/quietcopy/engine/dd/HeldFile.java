package io.quietcopy.engine.dd;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is opened once, without following links, compared with what it must be, and held.
 *
 * <p>dd is not given its path but {@code /proc/PID/fd/N}, the kernel's name for what this process holds open: dd opens the same
 * inode again, with the flags that it needs, whatever stands at the path by then. So a symbolic link that somebody puts there
 * between two segments is never followed, and no character in a name can matter to dd.
 *
 * <p>Java does not tell the number of a descriptor. It is found by a mark: among the descriptors of this process that refer to
 * the inode, ours is the one whose position follows when the channel's is moved. The channel is never read or written, so an
 * interrupt cannot close it.
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
        long pid = ProcessHandle.current().pid();
        List<Integer> candidates = descriptors();
        for (int mark = 0; mark < MOST_MARKS; mark++) {
            // A device takes no position behind its end.
            long bound = side.kind() == FileKind.BLOCK_DEVICE ? side.lengthBytes() : Integer.MAX_VALUE;
            long position = bound <= 1 ? bound : ThreadLocalRandom.current().nextLong(1, bound);
            FileChannel unused = channel.position(position);
            candidates.removeIf(descriptor -> ProcFs.position(pid, descriptor) != position);
            if (candidates.size() == 1 && mark > 0) {
                return ProcFs.descriptor(pid, candidates.get(0));
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

    /** Returns the name by which a child can open it. */
    String name() {
        return name.toString();
    }

    /** Returns its length now. Only for a regular file. */
    long lengthBytes() throws IOException {
        return Files.size(name);
    }

    /** Returns the type of its file system, for example {@code ext4}. */
    String fileSystem() throws IOException {
        return Files.getFileStore(name).type();
    }

    /** Returns whether it is a file on a file system of this type, as far as that can be told. */
    boolean isOn(String type) {
        try {
            return Files.isRegularFile(name) && fileSystem().equals(type);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
