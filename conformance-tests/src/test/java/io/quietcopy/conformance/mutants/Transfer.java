package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Layout.Cut;
import io.quietcopy.conformance.mutants.Layout.Stretch;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Hands out the work of one run. The thread that runs asks for permits and waits; it makes no call that may hang.
 *
 * <pre>{@code
 *   extents ─> cut ─> head ─> read by the crew, kept ──────────────┐
 *                     body ─> permit ─> crew: read, write, digest  ├─> drain ─> write edges, flush, evict
 *                     tail ─> read by the crew, kept ──────────────┘
 * }</pre>
 *
 * <p>A permit is asked for when a member of the crew is idle, and closed by that member: no permit waits for this thread.
 */
class Transfer {
    final Layout layout;
    final TransferControl control;
    final Crew crew;
    final Optional<Edges> edges;
    private final Stop stop;
    private final Mover mover;
    private final DigestTurns digest;
    private final Optional<TargetSide> target;

    Transfer(Run run) {
        layout = run.layout();
        control = run.control();
        stop = run.stop();
        crew = run.crew();
        mover = run.mover();
        digest = run.digest();
        target = run.target();
        edges = run.edges();
    }

    void run() throws CopyException {
        try {
            ExtentCursor extents = layout.spec.extents();
            try {
                while (extents.next()) {
                    Stretch extent = new Stretch(extents.sourceOffset(), extents.targetOffset(), extents.lengthBytes());
                    extent(extent, extents.content());
                }
            } finally {
                close(extents);
            }
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.ENGINE_FAILED, "the extents cannot be read")
                    .engine(ReferenceProvider.ID)
                    .cause(e)
                    .build();
        }
        finish();
    }

    void close(ExtentCursor extents) throws IOException {
        extents.close();
    }

    /** Waits for what is in flight, and writes the last edges. */
    void finish() throws CopyException {
        crew.drain();
        writeEdges();
    }

    private void extent(Stretch extent, Content content) throws CopyException {
        boolean zero = content == Content.ZERO;
        if (zero && layout.skipsZeroes()) {
            skip(extent);
            return;
        }
        Cut cut = layout.cut(extent);
        edge(cut.head(), zero);
        if (zero) {
            zeroBody(cut.body());
        } else {
            body(cut.body());
        }
        edge(cut.tail(), zero);
    }

    private void skip(Stretch extent) throws CopyException {
        for (Stretch left = extent; left.length() > 0; ) {
            stop.check(control);
            long most = zeroStep(left.length());
            Permit permit = control.acquire(Operation.ZERO, most, most);
            mover.skip(left.first(most), permit, digest.ticket(), control);
            left = left.after(most);
        }
    }

    /** Returns how many zeroes are dealt with in one step. */
    long zeroStep(long left) {
        return Math.min(left, Layout.MOST_ZEROES);
    }

    private void body(Stretch body) throws CopyException {
        for (Stretch left = body; left.length() > 0; ) {
            Permit permit = permit(left);
            Stretch piece = left.first(part(permit, left));
            long ticket = digest.ticket();
            crew.hand(memory -> mover.copy(piece, memory, permit, ticket, control));
            left = left.after(piece.length());
        }
    }

    /** Asks for a permit for one piece, once somebody can use it at once. */
    Permit permit(Stretch left) throws CopyException {
        crew.awaitIdle();
        long most = Math.min(layout.blockBytes(), left.length());
        return control.acquire(operation(), least(most), most);
    }

    Operation operation() {
        return layout.readsOnly() ? Operation.READ : Operation.COPY;
    }

    /** Returns with how few bytes something can be done. */
    long least(long most) {
        return Math.min(Layout.BLOCK_BYTES, most);
    }

    /** Returns how much of what is left a permit is enough for: whole blocks. */
    long part(Permit permit, Stretch left) {
        long granted = Math.min(permit.bytes(), left.length());
        return granted == left.length() ? granted : granted / Layout.BLOCK_BYTES * Layout.BLOCK_BYTES;
    }

    private void zeroBody(Stretch body) throws CopyException {
        Stretch left = body;
        while (left.length() > 0) {
            long whole = left.length() / Layout.BLOCK_BYTES * Layout.BLOCK_BYTES;
            Stretch piece;
            if (whole > 0 && layout.storageMakesZeroes() && target.orElseThrow().canMakeZeroes()) {
                piece = left.first(zeroStep(whole));
                if (!makeZeroes(piece)) {
                    continue;
                }
            } else {
                Permit permit = permit(left);
                piece = left.first(part(permit, left));
                Stretch written = piece;
                long ticket = digest.ticket();
                crew.hand(memory -> mover.writeZeroes(written, memory, permit, ticket, control));
            }
            left = left.after(piece.length());
        }
    }

    private boolean makeZeroes(Stretch piece) throws CopyException {
        crew.awaitIdle();
        Permit permit = control.acquire(Operation.ZERO, piece.length(), piece.length());
        long ticket = digest.nextTicket();
        boolean[] made = new boolean[1];
        crew.hand(memory -> made[0] = mover.makeZeroes(piece, permit, ticket, control));
        crew.drain();
        if (made[0]) {
            digest.ticket();
        }
        return made[0];
    }

    private void edge(Stretch piece, boolean zero) throws CopyException {
        if (piece.length() == 0) {
            return;
        }
        Edges kept = edges.orElseThrow();
        if (zero) {
            digest.feedZeroes(digest.ticket(), piece.length(), control);
            kept.keep(
                    new Edges.Edge(piece.targetOffset(), ByteBuffer.allocate((int) piece.length()), Permit.How.ZEROED));
        } else {
            crew.awaitIdle();
            Permit permit = control.acquire(Operation.COPY, piece.length(), piece.length());
            long ticket = digest.ticket();
            crew.hand(memory -> kept.keep(mover.readEdge(piece, memory, permit, ticket, control)));
        }
        if (kept.isFull()) {
            crew.drain();
            writeEdges();
        }
    }

    void writeEdges() throws CopyException {
        if (edges.isPresent() && !edges.get().isEmpty()) {
            crew.hand(memory -> edges.get().write(memory, control));
            crew.drain();
        }
    }
}
