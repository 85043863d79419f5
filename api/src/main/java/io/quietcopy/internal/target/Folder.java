package io.quietcopy.internal.target;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;

/**
 * The folder in which a name appears. Opened while the copy can still be refused, so that the flush that makes the name durable
 * cannot fail for want of a permission when all bytes have been copied.
 */
final class Folder implements Closeable {
    private final FileChannel channel;

    private Folder(FileChannel channel) {
        this.channel = channel;
    }

    static Folder open(Path path) throws IOException {
        return new Folder(FileChannel.open(path, StandardOpenOption.READ));
    }

    /**
     * Forces the folder's names to the storage.
     *
     * @return false if the file system cannot do that at all
     * @throws IOException if it can, and failed
     */
    boolean flush() throws IOException {
        try {
            channel.force(true);
            return true;
        } catch (IOException e) {
            OptionalInt errno = IoFailures.errno(e);
            if (errno.isPresent()
                    && (errno.getAsInt() == IoFailures.EINVAL || errno.getAsInt() == IoFailures.EOPNOTSUPP)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
