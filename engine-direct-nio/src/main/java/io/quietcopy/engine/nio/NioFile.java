package io.quietcopy.engine.nio;

import io.quietcopy.ErrorCode;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * An open file, read and written at given places in the calling thread.
 *
 * <p>Thread-safe: calls at the same time are system calls at the same time. Buffers must be direct ones: a heap buffer would be
 * copied to a temporary one, whose address is not aligned.
 */
final class NioFile implements Closeable {
    private final AsynchronousFileChannel channel;

    private NioFile(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a file. Creates nothing, so that a file system which refuses DIRECT cannot leave an empty file behind.
     *
     * @throws IOException if it cannot be opened
     * @throws UnsupportedOperationException if its file system's provider does not know an option
     */
    static NioFile open(Path path, OpenOption... options) throws IOException {
        return new NioFile(AsynchronousFileChannel.open(path, Set.of(options), new InlineExecutor()));
    }

    /** Reads, and returns the count: 0 at the end. */
    int read(long offset, ByteBuffer into) throws IoFailureException {
        int count = await(channel.read(into, offset));
        return count == -1 ? 0 : Math.max(count, BlockIo.TRY_AGAIN);
    }

    /** Writes, and returns the count. */
    int write(long offset, ByteBuffer from) throws IoFailureException {
        return Math.max(await(channel.write(from, offset)), BlockIo.TRY_AGAIN);
    }

    void force() throws IoFailureException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw JavaFailures.of(e);
        }
    }

    long lengthBytes() throws IoFailureException {
        try {
            return channel.size();
        } catch (IOException e) {
            throw JavaFailures.of(e);
        }
    }

    /** Returns the result, which is there already: the task has run in this thread. */
    private static int await(Future<Integer> result) throws IoFailureException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClosedChannelException closed) {
                throw IoFailureException.of(
                        ErrorCode.ENGINE_FAILED, 0, "somebody else has closed the file of this transfer", closed);
            }
            if (e.getCause() instanceof IOException failure) {
                throw JavaFailures.of(failure);
            }
            throw IoFailureException.of(ErrorCode.ENGINE_FAILED, 0, "unexpected failure: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw IoFailureException.of(
                    ErrorCode.ENGINE_FAILED,
                    0,
                    "somebody else has interrupted a thread of this transfer in a system call",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
