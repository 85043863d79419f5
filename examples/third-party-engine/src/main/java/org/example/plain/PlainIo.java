package org.example.plain;

import io.quietcopy.SideMode;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The system calls of one transfer. Short counts, permits, progress, stops, edges and threads are BlockSession's business. */
class PlainIo implements BlockIo {
    private static final int PAGE_BYTES = 4096;

    private final OpenFile source;
    private final OpenFile target;
    private final int blockBytes;

    PlainIo(TransferSpec spec, OpenFile source, OpenFile target) {
        this.source = source;
        this.target = target;
        // Whole pages, so that no page has two writers; less only where not even a page may be in flight.
        long most = Math.min(spec.inFlightBytes().orElse(Long.MAX_VALUE), spec.inFlightMaxBytes());
        blockBytes = (int) Math.min(PAGE_BYTES, Long.highestOneBit(most));
    }

    @Override
    public SideMode source() {
        return PlainEngine.BUFFERED;
    }

    @Override
    public SideMode target() {
        return PlainEngine.BUFFERED;
    }

    @Override
    public int sourceBlockBytes() {
        return 1;
    }

    @Override
    public int targetBlockBytes() {
        return blockBytes;
    }

    @Override
    public long sourceLengthBytes() throws IoFailureException {
        try {
            return source.channel().size();
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IoFailureException {
        try {
            // Java says -1 at the end of a file; -1 here would mean: try again.
            return Math.max(0, source.channel().read(into, offset));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public int write(long offset, ByteBuffer from) throws IoFailureException {
        try {
            return target.channel().write(from, offset);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /** The page cache takes any bytes. */
    @Override
    public int writeEdge(long offset, ByteBuffer from) throws IoFailureException {
        return write(offset, from);
    }

    @Override
    public void close() throws IoFailureException {
        // Both are closed, also if one of them fails.
        try (FileChannel first = source.channel();
                FileChannel second = target.channel()) {
            return;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }
}
