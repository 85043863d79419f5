package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The ends of stretches that do not fill a block of the target, kept until nothing else is under way and then written by one
 * thread. So no page has two writers, and none is written directly while it is in the cache; and ranges that meet within a
 * block make it whole.
 *
 * <p>A block that has become whole is written like any other. In a staged file, which nobody else knows and which reads as
 * zero, one that has not is padded with zeroes. Otherwise exactly its known bytes are written, and flushed afterwards. The last block
 * is kept back until there can be no more of it.
 *
 * <p>Thread-safe for {@link #add}; {@link #write} is called while nobody adds. Bounded: whoever takes pieces looks at {@link #full}.
 */
final class Edges {
    /** So many pages may be in the cache until the flush drops them. */
    private static final int MOST_BLOCKS = 256;

    private static final int MOST_BYTES = 1 << 20;

    private final int unit;
    private final boolean padded;
    private final TreeMap<Long, Fragments> blocks = new TreeMap<>();

    Edges(int unit, boolean padded) {
        this.unit = unit;
        this.padded = padded;
    }

    /** Takes bytes that lie within one block. */
    synchronized void add(long targetOffset, ByteBuffer buffer, int index, int length) {
        long block = targetOffset - targetOffset % unit;
        Fragments fragments = blocks.computeIfAbsent(block, key -> new Fragments(unit));
        fragments.put((int) (targetOffset - block), buffer, index, length);
    }

    /** Returns whether it is time to write. */
    synchronized boolean full() {
        return blocks.size() > Math.max(1, Math.min(MOST_BLOCKS, MOST_BYTES / unit));
    }

    /**
     * Writes.
     *
     * @param buffer a worker's own, aligned
     * @param last whether nothing more will be added
     */
    void write(Calls calls, Permits permits, ByteBuffer buffer, boolean last) throws CopyException {
        NavigableMap<Long, Fragments> ready = ready(last);
        // Whole blocks first: once an edge is in the cache, nothing is written past it.
        for (Map.Entry<Long, Fragments> entry : ready.entrySet()) {
            if (isWhole(entry.getValue())) {
                writeWhole(calls, permits, buffer, entry.getKey(), entry.getValue());
            }
        }
        ready.values().removeIf(this::isWhole);
        if (!ready.isEmpty()) {
            for (Map.Entry<Long, Fragments> entry : ready.entrySet()) {
                writeRuns(calls, permits, buffer, entry.getKey(), entry.getValue());
            }
            permits.alive(Activity.FLUSHING);
            calls.flushEdges(ready.firstKey(), ready.lastKey() + unit);
            permits.alive(Activity.WRITING);
            ready.clear();
        }
    }

    private boolean isWhole(Fragments fragments) {
        return padded || fragments.complete();
    }

    private synchronized NavigableMap<Long, Fragments> ready(boolean last) {
        return last || blocks.isEmpty() ? blocks : blocks.headMap(blocks.lastKey(), false);
    }

    private void writeWhole(Calls calls, Permits permits, ByteBuffer buffer, long block, Fragments fragments)
            throws CopyException {
        fragments.image(buffer.clear());
        int known = fragments.knownBytes();
        try (Permit permit = permits.acquire(Operation.COPY, known, known)) {
            calls.write(block, buffer, 0, unit, unit);
            fragments.runs().forEach((start, end) -> permit.completed(block + start, end - start, Permit.How.COPIED));
        }
    }

    private static void writeRuns(Calls calls, Permits permits, ByteBuffer buffer, long block, Fragments fragments)
            throws CopyException {
        fragments.image(buffer.clear());
        for (Map.Entry<Integer, Integer> run : fragments.runs().entrySet()) {
            int length = run.getValue() - run.getKey();
            try (Permit permit = permits.acquire(Operation.COPY, length, length)) {
                calls.writeEdge(block + run.getKey(), buffer, run.getKey(), length);
                permit.completed(block + run.getKey(), length, Permit.How.COPIED);
            }
        }
    }
}
