package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out pieces, one after another in the order of the target, and sees to it that what needs quiet is done in quiet: edges,
 * when there are many, and what is left at the end.
 *
 * <p>There is no queue: a worker takes its next piece itself, which costs a lock and no change of threads.
 *
 * <p>Thread-safe. Its lock is held across reads of the ranges and writes of edges; only workers wait for it.
 */
final class Supply {
    private static final Logger LOG = LoggerFactory.getLogger(Supply.class);

    /** Does what needs quiet, with the buffer of the worker that came for a piece. */
    interface Quiet {
        void settle(boolean last) throws CopyException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final String engineId;
    private final Pieces pieces;
    private final Edges edges;
    private final Zeroes zeroes;
    private final Crew crew;
    private final Stop stop;
    private final Runnable grow;
    private final boolean digest;
    private final AtomicLong takenBytes = new AtomicLong();
    private volatile int shareUnit;
    private volatile boolean finished;
    /** Something failed under the lock. Guarded by the lock: whoever waited for it must not begin the same again. */
    private boolean broken;

    /**
     * Starts a pass.
     *
     * @param grow starts another worker if there should be one
     */
    Supply(
            String engineId,
            TransferSpec spec,
            Sizes sizes,
            int shareUnit,
            Edges edges,
            Zeroes zeroes,
            Crew crew,
            Stop stop,
            Runnable grow)
            throws CopyException {
        this.engineId = engineId;
        this.shareUnit = shareUnit;
        this.edges = edges;
        this.zeroes = zeroes;
        this.crew = crew;
        this.stop = stop;
        this.grow = grow;
        digest = spec.digest().isPresent();
        try {
            pieces = new Pieces(spec.extents(), sizes, spec.target().isEmpty());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Takes the next piece. {@link #done} must be told when it is done with.
     *
     * @param blockBytes the most bytes of a piece of data
     * @return the piece, or empty at the end, when all is written and finished, or everything is to stop
     */
    Optional<Piece> take(Quiet quiet, int blockBytes) throws CopyException {
        lock.lock();
        try {
            if (finished || broken || stop.requested()) {
                return Optional.empty();
            }
            // Until this has gone well: an exception leaves pieces where nobody can go on.
            broken = true;
            boolean end = !pieces.hasNext();
            if (end || (edges.full() && pieces.atStretchStart())) {
                crew.awaitAllIdle();
                quiet.settle(end);
            }
            if (end) {
                finished = true;
                return Optional.empty();
            }
            pieces.blockBytes(blockBytes);
            pieces.zeroStep(zeroes.stepBytes(blockBytes));
            pieces.shareStep(shareUnit, digest ? blockBytes : Zeroes.STEP_BYTES);
            Piece piece = pieces.next();
            crew.busy();
            takenBytes.addAndGet(piece.lengthBytes());
            if (pieces.hasNext()) {
                grow.run();
            }
            broken = false;
            return Optional.of(piece);
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            lock.unlock();
        }
    }

    /** A piece has been done with. */
    void done(Piece piece) {
        takenBytes.addAndGet(-piece.lengthBytes());
        crew.idle();
    }

    /** Returns how many bytes have been taken and not been done with. */
    long takenBytes() {
        return takenBytes.get();
    }

    /** The storage cannot share these blocks, and will not be asked again. */
    void shareRefused() {
        shareUnit = 0;
    }

    boolean shares() {
        return shareUnit > 0;
    }

    /** Returns whether everything has been moved. */
    boolean finished() {
        return finished;
    }

    /** Ends the pass. Called when no worker is left that could take a piece. */
    void close() {
        try {
            pieces.close();
        } catch (IOException e) {
            LOG.debug("the ranges could not be closed: {}", e.toString());
        }
    }

    private CopyException unreadable(IOException e) {
        return e instanceof CopyException known
                ? known
                : CopyException.builder(ErrorCode.RANGES_UNREADABLE, "the ranges cannot be read")
                        .engine(engineId)
                        .cause(e)
                        .build();
    }
}
