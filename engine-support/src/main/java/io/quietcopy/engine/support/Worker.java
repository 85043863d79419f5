package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread of a run, with a buffer of its own: takes a piece, moves it, takes the next; between them it changes the buffer when
 * blocks of another size are better.
 *
 * <p>Not thread-safe: it belongs to its thread.
 */
final class Worker implements Runnable {
    private final Run run;
    private Mover mover;
    private ByteBuffer buffer;
    private Sizes sizes;

    Worker(Run run, ByteBuffer buffer, Sizes sizes) {
        this.run = run;
        this.buffer = buffer;
        this.sizes = sizes;
        mover = new Mover(run, buffer, sizes);
    }

    @Override
    public void run() {
        try {
            run.io().enterWorker();
            Optional<Piece> piece = take();
            while (piece.isPresent()) {
                try {
                    move(piece.get());
                } finally {
                    run.supply().done(piece.get());
                }
                piece = take();
            }
            run.bench().close();
        } catch (CopyException e) {
            run.stop().fail(e);
        } catch (RuntimeException | Error e) {
            run.stop().fail(run.bug(e));
        }
    }

    private Optional<Piece> take() throws CopyException {
        run.bench().sit();
        run.lookAround();
        Sizes wanted = run.sizes();
        if (wanted.blockBytes() != sizes.blockBytes()) {
            Optional<ByteBuffer> other = run.buffers().change(buffer, sizes, wanted);
            if (other.isPresent()) {
                buffer = other.get();
                sizes = wanted;
                mover = new Mover(run, buffer, sizes);
            }
        }
        return run.supply().take(this::settle, Math.min(wanted.blockBytes(), sizes.blockBytes()));
    }

    private void move(Piece piece) throws CopyException {
        switch (piece.kind()) {
            case DATA -> copy(piece);
            case ZERO -> zero(piece);
            case SHARE -> share(piece);
        }
    }

    /** Copies a piece, in as many parts as there are permits. */
    private void copy(Piece piece) throws CopyException {
        long done = 0;
        while (done < piece.lengthBytes()) {
            done += copyPart(piece, done);
        }
        run.turns().ifPresent(turns -> turns.finish(piece.number()));
    }

    private int copyPart(Piece piece, long done) throws CopyException {
        int wanted = (int) Math.min(piece.lengthBytes() - done, sizes.blockBytes());
        long sourceOffset = piece.sourceOffset() + done;
        long targetOffset = piece.targetOffset() + done;
        Operation operation = run.readOnly() ? Operation.READ : Operation.COPY;
        int length = 0;
        long readNanos = 0;
        long writeNanos = 0;
        run.gate().acquire(wanted);
        try (Permit permit = run.permits().acquire(operation, wanted)) {
            int granted = (int) Math.min(permit.bytes(), wanted);
            int whole = wholeUnits(targetOffset, granted, wanted);
            readNanos = read(sourceOffset, targetOffset, whole, piece.holes());
            if (run.readOnly()) {
                permit.completed(targetOffset, whole, Permit.How.COPIED);
            } else {
                writeNanos = write(targetOffset, whole, permit);
            }
            length = whole;
        } finally {
            run.gate().release(wanted, length, readNanos, writeNanos);
        }
        if (run.turns().isPresent()) {
            run.turns().get().feed(piece.number(), mover.bytes());
        }
        return length;
    }

    private long read(long sourceOffset, long targetOffset, int bytes, List<Piece.Hole> holes) throws CopyException {
        run.gate().enter(false, bytes);
        long start = System.nanoTime();
        try {
            mover.read(sourceOffset, targetOffset, bytes, holes);
        } finally {
            run.gate().leave(false, bytes);
        }
        return System.nanoTime() - start;
    }

    private long write(long targetOffset, int bytes, Permit permit) throws CopyException {
        run.gate().enter(true, bytes);
        long start = System.nanoTime();
        try {
            mover.write(targetOffset, permit);
        } finally {
            run.gate().leave(true, bytes);
        }
        return System.nanoTime() - start;
    }

    /** Cuts a part so that the next one starts with a whole unit. */
    private int wholeUnits(long offset, int granted, int wanted) {
        if (granted == wanted) {
            return wanted;
        }
        int over = (int) ((offset + granted) % sizes.unit());
        return granted > over ? granted - over : granted;
    }

    private void share(Piece piece) throws CopyException {
        boolean shared = false;
        if (run.supply().shares()) {
            // With a digest the bytes are read as well, so the pace counts them.
            Operation operation = run.turns().isPresent() ? Operation.COPY : Operation.ZERO;
            long length = piece.lengthBytes();
            try (Permit permit = run.permits().acquire(operation, length, length)) {
                shared = run.calls().share(piece.sourceOffset(), piece.targetOffset(), length);
                if (shared && run.turns().isPresent()) {
                    mover.read(piece.sourceOffset(), piece.targetOffset(), (int) length, piece.holes());
                }
                if (shared) {
                    permit.completed(piece.targetOffset(), length, Permit.How.SHARED);
                } else {
                    run.supply().shareRefused();
                }
            }
        }
        if (!shared) {
            copy(piece);
        } else if (run.turns().isPresent()) {
            run.turns().get().feed(piece.number(), mover.bytes());
            run.turns().get().finish(piece.number());
        }
    }

    private void zero(Piece piece) throws CopyException {
        if (run.turns().isPresent()) {
            run.turns().get().feedZeroes(piece.number(), piece.lengthBytes());
            run.turns().get().finish(piece.number());
        }
        Zeroes zeroes = run.zeroes();
        long done = 0;
        if (zeroes.skips()) {
            done = skip(piece);
        } else if (zeroes.makes()) {
            done = make(piece);
        }
        if (done < piece.lengthBytes()) {
            writeZeroes(piece, done);
        }
    }

    private long skip(Piece piece) throws CopyCancelledException {
        long done = 0;
        while (done < piece.lengthBytes()) {
            try (Permit permit = run.permits().acquire(Operation.ZERO, 1, piece.lengthBytes() - done)) {
                long bytes = Math.min(permit.bytes(), piece.lengthBytes() - done);
                permit.completed(piece.targetOffset() + done, bytes, Permit.How.SKIPPED);
                done += bytes;
            }
        }
        return done;
    }

    /** Has the storage make zeroes, and returns for how many bytes it did. */
    private long make(Piece piece) throws CopyException {
        ReentrantLock making = run.zeroes().making();
        making.lock();
        try {
            long done = 0;
            while (done < piece.lengthBytes() && run.zeroes().makes()) {
                long left = piece.lengthBytes() - done;
                try (Permit permit = run.permits().acquire(Operation.ZERO, Math.min(left, sizes.unit()), left)) {
                    long bytes = Math.min(permit.bytes(), left);
                    bytes -= bytes < left ? bytes % sizes.unit() : 0;
                    run.permits().alive(Activity.ZEROING);
                    if (mover.make(piece.targetOffset() + done, bytes, permit)) {
                        done += bytes;
                    }
                }
            }
            return done;
        } finally {
            making.unlock();
        }
    }

    private void writeZeroes(Piece piece, long from) throws CopyException {
        long done = from;
        mover.clear();
        while (done < piece.lengthBytes()) {
            int wanted = (int) Math.min(piece.lengthBytes() - done, sizes.blockBytes());
            int length = 0;
            long writeNanos = 0;
            run.gate().acquire(wanted);
            try (Permit permit = run.permits().acquire(Operation.COPY, wanted)) {
                length = wholeUnits(0, (int) Math.min(permit.bytes(), wanted), wanted);
                long start = System.nanoTime();
                run.calls().write(piece.targetOffset() + done, buffer, 0, length, sizes.unit());
                permit.completed(piece.targetOffset() + done, length, Permit.How.ZEROED);
                writeNanos = System.nanoTime() - start;
            } finally {
                run.gate().release(wanted, length, 0, writeNanos);
            }
            done += length;
        }
    }

    private void settle(boolean last) throws CopyException {
        run.edges().write(run.calls(), run.permits(), buffer, last);
        run.neighbours().forget();
        if (last) {
            run.permits().alive(Activity.FLUSHING);
            run.calls().finish();
            run.permits().alive(Activity.WRITING);
        }
    }
}
