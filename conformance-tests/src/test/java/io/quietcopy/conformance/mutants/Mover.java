package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.conformance.mutants.Layout.Stretch;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Moves one piece, on a thread of the crew. Thread-safe. */
class Mover {
    final SourceSide source;
    final Optional<TargetSide> target;
    final Layout layout;
    final Stop stop;
    final DigestTurns digest;

    Mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
        this.source = source;
        this.target = target;
        this.layout = layout;
        this.stop = stop;
        this.digest = digest;
    }

    /** Copies a piece of a body, or only reads it. */
    void copy(Stretch piece, Memory memory, Permit permit, long ticket, TransferControl control) throws CopyException {
        int length = (int) piece.length();
        try (permit) {
            stop.check(control);
            source.read(memory, piece.sourceOffset(), length);
            stop.check(control);
            if (target.isPresent() && layout.skipsZeroes() && isZero(memory, length)) {
                completed(permit, piece, Permit.How.SKIPPED);
            } else {
                write(piece, memory);
                completed(permit, piece, Permit.How.COPIED);
            }
        }
        feed(piece, memory, ticket, control);
    }

    /** Feeds the digest with what is at the front of the memory. */
    void feed(Stretch piece, Memory memory, long ticket, TransferControl control) throws CopyException {
        digest.feed(ticket, memory.view(0, (int) piece.length()), control);
    }

    /** Looks for zeroes in data. */
    boolean isZero(Memory memory, int length) {
        return memory.isZero(length);
    }

    void write(Stretch piece, Memory memory) throws CopyException {
        if (target.isPresent()) {
            target.get().write(memory, (int) piece.length(), piece.targetOffset());
        }
    }

    void completed(Permit permit, Stretch piece, Permit.How how) {
        permit.completed(target.isPresent() ? piece.targetOffset() : piece.sourceOffset(), piece.length(), how);
    }

    /** Writes zeroes as data. */
    void writeZeroes(Stretch piece, Memory memory, Permit permit, long ticket, TransferControl control)
            throws CopyException {
        int length = (int) piece.length();
        try (permit) {
            stop.check(control);
            memory.zero(0, length);
            write(piece, memory);
            completed(permit, piece, Permit.How.ZEROED);
        }
        digest.feedZeroes(ticket, length, control);
    }

    /** Has the storage make zeroes; returns false if it does not know how. */
    boolean makeZeroes(Stretch piece, Permit permit, long ticket, TransferControl control) throws CopyException {
        try (permit) {
            stop.check(control);
            control.alive(Activity.ZEROING);
            if (!target.orElseThrow().makeZeroes(piece.targetOffset(), piece.length())) {
                return false;
            }
            completed(permit, piece, Permit.How.ZEROED);
        }
        digest.feedZeroes(ticket, piece.length(), control);
        return true;
    }

    /** Leaves zeroes out. */
    void skip(Stretch piece, Permit permit, long ticket, TransferControl control) throws CopyException {
        try (permit) {
            completed(permit, piece, Permit.How.SKIPPED);
        }
        digest.feedZeroes(ticket, piece.length(), control);
    }

    /** Reads an edge, which is written later, under a permit of its own. */
    Edges.Edge readEdge(Stretch piece, Memory memory, Permit permit, long ticket, TransferControl control)
            throws CopyException {
        int length = (int) piece.length();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (permit) {
            stop.check(control);
            source.read(memory, piece.sourceOffset(), length);
        }
        bytes.put(memory.view(0, length));
        digest.feed(ticket, memory.view(0, length), control);
        return new Edges.Edge(piece.targetOffset(), bytes, Permit.How.COPIED);
    }
}
