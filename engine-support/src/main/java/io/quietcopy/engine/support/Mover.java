package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.spi.Permit;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Moves bytes of one piece through one buffer.
 *
 * <p>A read covers what is wanted by whole blocks of the source. It is placed in the buffer so that the whole units of the
 * target lie at aligned addresses; where the two sides' offsets do not allow that, the bytes are moved within the buffer:
 *
 * <pre>{@code
 *   source blocks   |...hhhbbbbbbbbbbbbbbbtt.......|    covering read
 *   buffer          |...hhhbbbbbbbbbbbbbbbtt.......|
 *   target units        |     hhh|bbbbb|bbbbb|bbbbb|tt     |
 *   buffer, moved   |  hhhbbbbbbbbbbbbbbbtt|            b at a multiple of the unit
 *                      edge  whole units   edge
 * }</pre>
 *
 * <p>Not thread-safe.
 */
final class Mover {
    private final Run run;
    private final ByteBuffer buffer;
    private final int blockBytes;
    private final int sourceBlock;
    private final int unit;
    private final ZeroRuns zeroRuns;
    /** Where in the buffer the bytes are that were read last. */
    private int index;

    private int length;

    Mover(Run run, ByteBuffer buffer, Sizes sizes) {
        this.run = run;
        this.buffer = buffer;
        blockBytes = sizes.blockBytes();
        sourceBlock = sizes.sourceBlock();
        unit = sizes.unit();
        zeroRuns = new ZeroRuns(unit);
    }

    /**
     * Reads what is to go to a place in the target. Holes are zero whatever the source has there by now; where there is nothing
     * else nothing is read.
     */
    void read(long sourceOffset, long targetOffset, int bytes, List<Piece.Hole> holes) throws CopyException {
        if (isHole(targetOffset, bytes, holes)) {
            int alignedHead = headBytes(targetOffset, bytes);
            index = misfit(alignedHead);
            length = bytes;
            zero(buffer.clear(), index, index + bytes);
            return;
        }
        int skip = (int) (sourceOffset % sourceBlock);
        int head = headBytes(targetOffset, bytes);
        boolean hasBody = bytes - head >= unit;
        int base = hasBody ? misfit(skip + head) : 0;
        if (base % sourceBlock != 0) {
            base = 0;
        }
        int needed = skip + bytes;
        int request = (needed + sourceBlock - 1) & -sourceBlock;
        run.calls().read(sourceOffset - skip, buffer, base, request, needed);
        index = base + skip;
        length = bytes;
        buffer.clear();
        if (hasBody && (index + head) % unit != 0) {
            int aligned = misfit(head);
            buffer.put(aligned, buffer, index, bytes);
            index = aligned;
        }
        for (Piece.Hole hole : holes) {
            int from = (int) Math.max(0, hole.start() - targetOffset);
            int to = (int) Math.min(bytes, hole.end() - targetOffset);
            zero(buffer, index + from, index + to);
        }
    }

    private static boolean isHole(long targetOffset, int bytes, List<Piece.Hole> holes) {
        return holes.size() == 1
                && holes.get(0).start() <= targetOffset
                && holes.get(0).end() >= targetOffset + bytes;
    }

    private static void zero(ByteBuffer bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            bytes.put(at, (byte) 0);
        }
    }

    /** Returns what was read last. */
    ByteBuffer bytes() {
        return buffer.limit(index + length).position(index);
    }

    /** Writes what was read last; edges are only kept, and completed later. */
    void write(long targetOffset, Permit permit) throws CopyException {
        buffer.clear();
        int head = headBytes(targetOffset, length);
        int tail = (length - head) % unit;
        int bodyEnd = length - tail;
        if (bodyEnd > head) {
            body(targetOffset - index, index + head, index + bodyEnd, permit);
        }
        edge(targetOffset - index, index, index + head, permit);
        edge(targetOffset - index, index + bodyEnd, index + length, permit);
    }

    /** Writes whole units; {@code shift} added to an index of the buffer is the offset in the target. */
    private void body(long shift, int from, int to, Permit permit) throws CopyException {
        Zeroes zeroes = run.zeroes();
        if (zeroes.skips()) {
            zeroRuns.<CopyException>cut(buffer.clear(), from, to, (start, end, zero) -> {
                if (zero) {
                    permit.completed(shift + start, end - start, Permit.How.SKIPPED);
                } else {
                    data(shift, start, end, permit);
                }
            });
        } else if (!(zeroes.makes()
                && zeroRuns.isZero(buffer.clear(), from, to)
                && made(shift + from, to - from, permit))) {
            data(shift, from, to, permit);
        }
    }

    private void data(long shift, int from, int to, Permit permit) throws CopyException {
        run.calls().write(shift + from, buffer, from, to - from, unit);
        permit.completed(shift + from, to - from, Permit.How.COPIED);
    }

    private void edge(long shift, int from, int to, Permit permit) {
        if (from == to) {
            return;
        }
        if (run.zeroes().skips() && zeroRuns.isZero(buffer.clear(), from, to)) {
            permit.completed(shift + from, to - from, Permit.How.SKIPPED);
        } else {
            run.edges().add(shift + from, buffer.clear(), from, to - from);
        }
    }

    /** Has the storage make zeroes, unless it is just doing so for another worker: nobody waits while holding a permit. */
    private boolean made(long targetOffset, long bytes, Permit permit) throws CopyException {
        if (!run.zeroes().making().tryLock()) {
            return false;
        }
        try {
            return run.zeroes().makes() && make(targetOffset, bytes, permit);
        } finally {
            run.zeroes().making().unlock();
        }
    }

    /** Has the storage make zeroes; its refusal is remembered. */
    boolean make(long targetOffset, long bytes, Permit permit) throws CopyException {
        boolean made = run.calls().zero(targetOffset, bytes, run.zeroes().keepAllocated());
        if (made) {
            permit.completed(targetOffset, bytes, Permit.How.ZEROED);
        } else {
            run.zeroes().refused();
        }
        return made;
    }

    /** Fills a block of the buffer with zeroes. */
    void clear() {
        ByteBuffer all = buffer.clear();
        for (int at = 0; at < blockBytes; at += Long.BYTES) {
            all.putLong(at, 0);
        }
    }

    private int headBytes(long targetOffset, int bytes) {
        return Math.min(bytes, misfit((int) (targetOffset % unit)));
    }

    /** Returns what is missing to the next multiple of the unit. */
    private int misfit(int value) {
        return (unit - value % unit) % unit;
    }
}
