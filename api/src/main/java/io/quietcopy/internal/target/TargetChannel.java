package io.quietcopy.internal.target;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor that the library itself holds on what an engine writes.
 *
 * <p>The kernel tells a failed write-back once to each descriptor that was open when it happened, and then calls the page
 * clean. So this one is opened before the first byte and closed after the last flush, whatever descriptors the engine opens
 * and closes in between; and a flush that has failed once fails for ever, since a second {@code fsync} would succeed without
 * having written what was lost.
 */
final class TargetChannel implements Closeable {
    /** No page and no block is larger, so a byte this far behind the end shares neither with a byte before it. */
    private static final long LARGEST_PAGE = 64 << 10;

    private final FileChannel channel;
    private @Nullable IOException broken;
    private boolean flushed;

    TargetChannel(FileChannel channel) {
        this.channel = channel;
    }

    FileChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /**
     * Gives a new, empty file its length, as one hole. Java has no call for that on a channel, and opening the file again by
     * its name could size another file. So a byte is written far enough behind the end, and cut off again: it never reaches
     * the storage, and leaves at most one clean page in the page cache.
     */
    void sizeEmptyFile(long length) throws IOException {
        if (length == 0) {
            return;
        }
        long beyond = (length + LARGEST_PAGE - 1) / LARGEST_PAGE * LARGEST_PAGE;
        try {
            writeZeroAt(beyond);
        } catch (IOException | IllegalArgumentException e) {
            // Close to the largest length that the file system allows there is no room behind the end.
            writeZeroAt(length - 1);
        }
        cutTo(length);
    }

    /** Makes a file longer that others know. In one step: a killed process must not leave it longer than it shall be. */
    void growTo(long length) throws IOException {
        writeZeroAt(length - 1);
        requireSize(length);
    }

    /** Makes the file shorter, if it is longer. */
    void cutTo(long length) throws IOException {
        channel.truncate(length);
        requireSize(length);
    }

    /** Forces bytes and length to the storage. */
    void flush() throws IOException {
        if (broken != null) {
            throw new IOException(
                    "the data could not be forced to the storage before: " + IoFailures.reason(broken), broken);
        }
        try {
            flushed = true;
            channel.force(true);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
    }

    /** Returns whether a flush has been tried, whatever came of it. */
    boolean flushed() {
        return flushed;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void writeZeroAt(long position) throws IOException {
        // A direct buffer: Java would copy a heap buffer into a temporary one that the thread keeps.
        ByteBuffer zero = ByteBuffer.allocateDirect(1);
        while (zero.hasRemaining()) {
            channel.write(zero, position);
        }
    }

    private void requireSize(long length) throws IOException {
        long size = channel.size();
        if (size != length) {
            throw new IOException("the file has " + size + " bytes instead of " + length);
        }
    }
}
