package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole reads and writes of single calls: goes on after short ones, from an aligned place; tries again where that helps, but
 * not for ever; and turns failures into exceptions with a place.
 *
 * <p>Immutable and thread-safe; a buffer belongs to one thread.
 */
final class Calls {
    /** So many calls in a row may bring nothing. */
    private static final int MOST_TRIES = 64;

    private static final int TRIES_WITHOUT_PAUSE = 8;
    private static final long PAUSE_NANOS = 1_000_000;

    private final BlockIo io;
    private final String engineId;
    private final Side source;
    private final @Nullable Side target;
    private final Stop stop;
    private final int sourceBlock;

    Calls(BlockIo io, String engineId, TransferSpec spec, Stop stop, int sourceBlock) {
        this.io = io;
        this.engineId = engineId;
        this.source = spec.source();
        this.target = spec.target().orElse(null);
        this.stop = stop;
        this.sourceBlock = sourceBlock;
    }

    /**
     * Reads.
     *
     * @param offset an aligned offset in the source
     * @param buffer takes the bytes from {@code index} on
     * @param requestBytes how many to ask for, aligned
     * @param neededBytes how many must come
     * @throws CopyException with {@link ErrorCode#SOURCE_SHRANK} if the source ends before
     */
    void read(long offset, ByteBuffer buffer, int index, int requestBytes, int neededBytes) throws CopyException {
        Tries tries = new Tries();
        int have = 0;
        while (have < neededBytes) {
            // After a short read only an aligned place may be read again, so some bytes are read twice.
            int at = have - have % sourceBlock;
            stop.check();
            int count = readOnce(offset + at, buffer, index + at, requestBytes - at);
            if (count >= 0 && at + count > have) {
                have = at + count;
                tries.progress();
                continue;
            }
            // Whichever thread notices first: the place is where the source ends now.
            long end = count >= 0 ? sourceEnd() : Long.MAX_VALUE;
            if (end < offset + neededBytes) {
                throw shrank(Math.min(offset + have, end));
            }
            if (tries.exhausted()) {
                throw count == 0
                        ? shrank(offset + have)
                        : failure(ErrorCode.READ_FAILED, "reading brought nothing, again and again", source)
                                .byteOffset(offset + have)
                                .build();
            }
        }
    }

    private int readOnce(long offset, ByteBuffer buffer, int index, int bytes) throws CopyException {
        buffer.limit(index + bytes).position(index);
        try {
            return checked(io.read(offset, buffer), bytes);
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofRead(e.errno()), "reading failed", source, offset);
        }
    }

    private long sourceEnd() throws CopyException {
        try {
            return io.sourceLengthBytes();
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofRead(e.errno()), "the length of the source cannot be found out", source, -1);
        }
    }

    private CopyException shrank(long offset) {
        return failure(ErrorCode.SOURCE_SHRANK, "the source ended before its end at the start of the copy", source)
                .byteOffset(offset)
                .build();
    }

    /** Writes whole units from {@code index} on. */
    void write(long offset, ByteBuffer buffer, int index, int bytes, int unit) throws CopyException {
        writeAll(io::write, offset, buffer, index, bytes, unit);
    }

    /** Writes exactly these bytes. */
    void writeEdge(long offset, ByteBuffer buffer, int index, int bytes) throws CopyException {
        writeAll(io::writeEdge, offset, buffer, index, bytes, 1);
    }

    private interface Write {
        int once(long offset, ByteBuffer buffer) throws IoFailureException;
    }

    private void writeAll(Write write, long offset, ByteBuffer buffer, int index, int bytes, int unit)
            throws CopyException {
        Tries tries = new Tries();
        int done = 0;
        while (done < bytes) {
            int at = done - done % unit;
            stop.check();
            buffer.limit(index + bytes).position(index + at);
            int count;
            try {
                count = checked(write.once(offset + at, buffer), bytes - at);
            } catch (IoFailureException e) {
                throw failed(e, Errno.ofWrite(e.errno()), "writing failed", target(), offset + at);
            }
            if (count >= 0 && at + count > done) {
                done = at + count;
                tries.progress();
            } else if (tries.exhausted()) {
                throw failure(ErrorCode.WRITE_FAILED, "writing moved nothing, again and again", target())
                        .byteOffset(offset + done)
                        .build();
            }
        }
    }

    void flushEdges(long from, long to) throws CopyException {
        stop.check();
        try {
            io.flushEdges(from, to);
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofFlush(e.errno()), "flushing what was written failed", target(), from);
        }
    }

    void finish() throws CopyException {
        stop.check();
        try {
            io.finish();
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofFlush(e.errno()), "flushing what was written failed", target(), -1);
        }
    }

    boolean zero(long offset, long bytes, boolean keepAllocated) throws CopyException {
        stop.check();
        try {
            return io.zero(offset, bytes, keepAllocated);
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofWrite(e.errno()), "making zeroes failed", target(), offset);
        }
    }

    boolean share(long sourceOffset, long targetOffset, long bytes) throws CopyException {
        stop.check();
        try {
            return io.share(sourceOffset, targetOffset, bytes);
        } catch (IoFailureException e) {
            throw failed(e, Errno.ofWrite(e.errno()), "sharing blocks failed", target(), targetOffset);
        }
    }

    private static int checked(int count, int most) {
        if (count > most || (count < 0 && count != BlockIo.TRY_AGAIN)) {
            throw new IllegalStateException("an engine's call returned " + count + " for " + most + " bytes");
        }
        return count;
    }

    private Side target() {
        if (target == null) {
            throw new IllegalStateException("a transfer that only reads has no target");
        }
        return target;
    }

    private CopyException failed(IoFailureException e, ErrorCode code, String doing, Side side, long offset) {
        return failure(e.code().orElse(code), doing + ": " + e.getMessage(), side)
                .byteOffset(offset)
                .errno(e.errno())
                .cause(e)
                .build();
    }

    private CopyException.Builder failure(ErrorCode code, String problem, Side side) {
        return CopyException.builder(code, problem).engine(engineId).path(side.path());
    }

    /** Counts the calls in a row that brought nothing. */
    private static final class Tries {
        private int count;

        void progress() {
            count = 0;
        }

        boolean exhausted() {
            count++;
            if (count > TRIES_WITHOUT_PAUSE && count < MOST_TRIES) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return count >= MOST_TRIES;
        }
    }
}
