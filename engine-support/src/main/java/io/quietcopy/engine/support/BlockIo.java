package io.quietcopy.engine.support;

import io.quietcopy.SideMode;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The system calls by which one engine reads a source and writes a target: all that {@link BlockSession} needs of an engine.
 *
 * <p>An implementation makes one system call for each call, or what amounts to one. It does not loop over short counts, does
 * not try again, does not ask for permits, and counts nothing: the session does. Each call blocks until its system call has
 * returned, and only then may the kernel have forgotten the buffer.
 *
 * <h2>Buffers</h2>
 *
 * A buffer that is passed in is one that {@link AlignedMemory} has given, the very object, with position and limit around the
 * bytes that count. The address of the position is aligned to the side's block for {@link #read} and {@link #write}; for {@link
 * #writeEdge} it is not. Neither position nor limit need be moved: only the returned count is looked at.
 *
 * <h2>Counts</h2>
 *
 * Reads and writes return how many bytes were moved, from 0 to {@code remaining()}, or {@link #TRY_AGAIN} for {@code EINTR} and
 * {@code EAGAIN}. A read at or behind the end of the source returns 0. Everything else is an {@link IoFailureException}.
 *
 * <p>Thread-safe: the workers of a session call {@link #read}, {@link #write}, {@link #zero} and {@link #share} at the same time. The
 * session never closes it under a call.
 */
public interface BlockIo {
    /** What a call returns that was interrupted by a signal, or had to wait where waiting was not wanted. */
    int TRY_AGAIN = -1;

    /**
     * Returns how the source is read. It may step down while the transfer runs.
     *
     * @return the mode, never null
     */
    SideMode source();

    /**
     * Returns how the target is written. It may step down while the transfer runs.
     *
     * @return the mode, never null; {@link SideMode.Access#NONE} in a transfer that only reads
     */
    SideMode target();

    /**
     * Returns the alignment of offset, length and memory that reads need. Always the same.
     *
     * @return bytes, a power of two; 1 if the source takes any
     */
    int sourceBlockBytes();

    /**
     * Returns the unit in which the target is written, and the alignment of memory for it. Always the same. It is a multiple
     * of what direct I/O needs, and should be no less than a page of memory, whatever the target: what is smaller than a
     * unit is written by one thread, so that no page has two writers.
     *
     * @return bytes, a power of two; any value in a transfer that only reads
     */
    int targetBlockBytes();

    /**
     * Finds out where the source ends now. Asked only after a read has returned less than was expected.
     *
     * @return bytes, at least 0
     * @throws IoFailureException if it cannot be found out
     */
    long sourceLengthBytes() throws IoFailureException;

    /**
     * Reads from the source.
     *
     * @param offset where, a multiple of {@link #sourceBlockBytes()}
     * @param into takes up to {@code remaining()} bytes from its position on, a multiple of {@link #sourceBlockBytes()}
     * @return how many bytes were read, 0 at the end of the source, or {@link #TRY_AGAIN}
     * @throws IoFailureException if the call failed
     */
    int read(long offset, ByteBuffer into) throws IoFailureException;

    /**
     * Writes whole blocks to the target. On a staged file they may reach less than a block behind its end.
     *
     * @param offset where, a multiple of {@link #targetBlockBytes()}
     * @param from holds the bytes from position to limit, a multiple of {@link #targetBlockBytes()}
     * @return how many bytes were written, or {@link #TRY_AGAIN}
     * @throws IoFailureException if the call failed
     */
    int write(long offset, ByteBuffer from) throws IoFailureException;

    /**
     * Writes exactly these bytes, which share their block with others that must not change, in whatever way the engine has for
     * that. While one thread calls it, and until {@link #flushEdges} has returned, nothing else of the session is under way.
     * Never called for a staged file.
     *
     * @param offset where
     * @param from holds the bytes from position to limit, fewer than {@link #targetBlockBytes()}
     * @return how many bytes were written, or {@link #TRY_AGAIN}
     * @throws IoFailureException if the call failed
     */
    int writeEdge(long offset, ByteBuffer from) throws IoFailureException;

    /**
     * Forces what {@link #writeEdge} wrote to the storage, and drops it from the page cache, as far as the engine can and the
     * target's mode asks for it. What the engine has written otherwise it need not flush.
     *
     * @param fromOffset where the first edge since the last call starts
     * @param toOffset where the last one ends
     * @throws IoFailureException if that failed
     */
    default void flushEdges(long fromOffset, long toOffset) throws IoFailureException {}

    /**
     * Makes bytes of the target zero without moving data. Called by one thread at a time.
     *
     * @param offset where, a multiple of {@link #targetBlockBytes()}
     * @param bytes how many, a multiple of {@link #targetBlockBytes()}, at most 128 MiB
     * @param keepAllocated whether the blocks must stay allocated
     * @return true if all these bytes read as zero now; false if the target has no such way: it is not asked again, and zeroes
     *     are written
     * @throws IoFailureException if the call failed for another reason
     */
    default boolean zero(long offset, long bytes, boolean keepAllocated) throws IoFailureException {
        return false;
    }

    /**
     * Returns whether, and in which unit, the target may share blocks with the source. Always the same.
     *
     * @return bytes, a power of two; 0 if blocks are not to be shared
     */
    default int shareBlockBytes() {
        return 0;
    }

    /**
     * Makes bytes of the target share the blocks of the source.
     *
     * @param sourceOffset where in the source, a multiple of {@link #shareBlockBytes()}
     * @param targetOffset where in the target, a multiple of {@link #shareBlockBytes()}
     * @param bytes how many, a multiple of {@link #shareBlockBytes()}, at most 128 MiB
     * @return true if they share them now; false if they cannot: it is not asked again, and the bytes are copied
     * @throws IoFailureException if the call failed for another reason
     */
    default boolean share(long sourceOffset, long targetOffset, long bytes) throws IoFailureException {
        return false;
    }

    /** Called first in each thread that will call the other methods: the place for priorities. Must not throw. */
    default void enterWorker() {}

    /**
     * Called once after the last write, if nothing failed, while nothing else is under way: the place to write back and evict
     * what is left.
     *
     * @throws IoFailureException if that failed
     */
    default void finish() throws IoFailureException {}

    /**
     * Returns what the report shall say beyond the modes. Asked after {@link #finish()}.
     *
     * @return sentences for people, never null
     */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Closes both sides. Called once, when nothing is under way.
     *
     * @throws IoFailureException if closing puts the data in doubt
     */
    void close() throws IoFailureException;
}
