package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that direct I/O cannot write. They are read in their turn, for the digest's sake, kept, and written through the cache
 * when nothing else is in flight: so a page never has two writers, nor is it written directly while it is in the cache. A bounded
 * number is kept. Used by one thread at a time.
 */
class Edges {
    private static final int MOST_KEPT = 256;

    private final TargetSide target;
    private final Stop stop;
    private final List<Edge> kept = new ArrayList<>();

    Edges(TargetSide target, Stop stop) {
        this.target = target;
        this.stop = stop;
    }

    /** Bytes that wait to be written. */
    record Edge(long targetOffset, ByteBuffer bytes, Permit.How how) {
        int length() {
            return bytes.capacity();
        }
    }

    synchronized void keep(Edge edge) {
        kept.add(edge);
    }

    synchronized boolean isEmpty() {
        return kept.isEmpty();
    }

    synchronized boolean isFull() {
        return kept.size() >= MOST_KEPT;
    }

    /** Writes what was kept, forces it to the storage, and takes it out of the cache. */
    synchronized void write(Memory memory, TransferControl control) throws CopyException {
        for (Edge edge : kept) {
            try (Permit permit = control.acquire(Operation.COPY, edge.length(), edge.length())) {
                check(control);
                memory.view(0, edge.length()).put(edge.bytes.clear());
                target.writeEdge(memory, edge.length(), edge.targetOffset);
                permit.completed(edge.targetOffset, edge.length(), edge.how);
            }
        }
        if (target.keepsCacheClean()) {
            check(control);
            control.alive(Activity.FLUSHING);
            target.flushEdges(kept.get(0).targetOffset);
            for (Edge edge : kept) {
                target.settleEdge(edge.targetOffset);
            }
        }
        kept.clear();
    }

    void check(TransferControl control) throws CopyException {
        stop.check(control);
    }
}
