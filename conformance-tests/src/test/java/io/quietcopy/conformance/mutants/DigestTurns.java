package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.TransferControl;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Feeds the digest in the order of the target, whoever comes first. Thread-safe. */
class DigestTurns {
    private static final long LOOK_MILLIS = 20;

    final Optional<DigestSink> sink;
    private final Stop stop;
    private long given;
    private long next;

    DigestTurns(Optional<DigestSink> sink, Stop stop) {
        this.sink = sink;
        this.stop = stop;
    }

    /** Returns the place in the order of a piece that is about to begin. */
    synchronized long ticket() {
        return given++;
    }

    /** Returns the ticket that is given next. */
    synchronized long nextTicket() {
        return given;
    }

    /** Feeds bytes when everything before them has been fed. */
    void feed(long ticket, ByteBuffer bytes, TransferControl control) throws CopyException {
        feed(ticket, () -> sink.ifPresent(digest -> digest.update(bytes)), control);
    }

    /** Feeds zeroes when everything before them has been fed. */
    void feedZeroes(long ticket, long count, TransferControl control) throws CopyException {
        feed(ticket, () -> sink.ifPresent(digest -> digest.updateZeroes(count)), control);
    }

    synchronized void feed(long ticket, Runnable feeding, TransferControl control) throws CopyException {
        while (ticket != next) {
            stop.check(control);
            Waiting.on(this, LOOK_MILLIS);
        }
        feeding.run();
        next++;
        notifyAll();
    }
}
