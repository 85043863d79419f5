package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.TransferControl;
import java.time.Duration;
import java.util.List;

/**
 * Runs the processes of one segment to their end. It tells progress while they run, ends them when the copy is cancelled, and
 * takes nothing for done but what dd says it has written.
 *
 * <p>There are two ways. <em>Straight</em>: one dd from source to target. <em>Relay</em>: one dd reads whole blocks of the
 * source, and writes them into the standard input of a second, which throws away what does not belong to the range and writes
 * the rest. The reader opens the writer's pipe itself, as {@code /proc/PID/fd/0}, so the bytes do not pass through this
 * process: measured at 0.3 seconds of processor time a GiB, against 0.1 for one dd and 1.3 for a pump in Java. This process
 * keeps the pipe's write end too, and so decides when the writer sees its end.
 *
 * <p>Not thread-safe.
 */
final class SegmentRun {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofMillis(1);
    private static final int EPIPE = 32;
    private static final int SIGPIPE = 13;

    private final Transfer transfer;
    private final Running running;
    private final TransferControl control;
    private final Failures failures;

    SegmentRun(Transfer transfer, Running running, TransferControl control) {
        this.transfer = transfer;
        this.running = running;
        this.control = control;
        failures = transfer.failures();
    }

    /** Runs one dd that moves nothing (a flush). */
    void plain(List<String> command, Failures.Place place) throws CopyException {
        Child dd = running.start(command, false);
        while (!dd.exited()) {
            look(LOOK, dd);
        }
        DdOutcome outcome = ended(dd);
        if (!outcome.succeeded()) {
            throw failures.of(outcome, place, 0);
        }
    }

    /**
     * Runs one dd from source to target.
     *
     * @return how many bytes it has written: all of them, or fewer if it met the end of the source
     */
    long straight(List<String> command, Failures.Place place, Told told) throws CopyException {
        Child dd = running.start(command, false);
        while (!dd.exited()) {
            look(LOOK, dd);
            boolean unused = told.reached(advance(dd, place), 0);
        }
        return finish(ended(dd), place, told);
    }

    /**
     * Runs a reader and a writer.
     *
     * @param writer the writer's command without its input
     * @param read what the reader is to read
     * @param sparse whether the writer skips zeroes; then it must be able to take all that comes, up to the end of its input
     * @return how many bytes have been written or skipped: all of them, or fewer if the reader met the end of the source
     */
    long relay(DdCommand writer, AlignedRange.CoveringRead read, boolean sparse, Failures.Place place, Told told)
            throws CopyException {
        Child writing = running.start(writer.words(), true);
        long before = Math.max(0, ProcFs.writtenBytes(writing.pid()));
        Child reading = running.start(reader(read, writing.pid()), false);
        boolean inputEnded = false;
        Duration pause = LOOK;
        while (!writing.exited() || !reading.exited()) {
            look(pause, writing, reading);
            boolean visible =
                    sparse ? tellSparse(writing, before, place, told) : told.reached(advance(writing, place), 0);
            if (reading.exited() && !inputEnded) {
                // A sparse writer is kept from ending until it has taken everything: how much of that it has
                // really written can be seen only while it lives, for dd counts what it skips as written.
                boolean keep = sparse && visible && delivered(reading, place) && told.done() < place.lengthBytes();
                pause = keep ? longer(pause) : LOOK;
                if (!keep) {
                    writing.closeInput();
                    inputEnded = true;
                }
            }
        }
        DdOutcome reader = ended(reading);
        long done = finish(ended(writing), place, told);
        if (done < place.lengthBytes() && !reader.succeeded() && !endedByWriter(reader)) {
            Failures.Place asked = new Failures.Place(read.offset(), place.targetOffset(), read.requestBytes());
            return shortOrFailed(reader, asked, Math.max(0, reader.bytes()), done);
        }
        return done;
    }

    private static boolean delivered(Child reading, Failures.Place place) {
        DdOutcome outcome = DdOutcome.of(reading);
        return outcome.succeeded() && outcome.bytes() == place.lengthBytes();
    }

    /** A writer that has all it wants closes the pipe, and the reader may fail on what it had left. */
    private static boolean endedByWriter(DdOutcome reader) {
        return reader.errno() == EPIPE || reader.signal() == SIGPIPE;
    }

    private static Duration longer(Duration pause) {
        return pause.equals(LOOK) ? SOON : pause.multipliedBy(2);
    }

    private List<String> reader(AlignedRange.CoveringRead read, long writerPid) {
        DdCommand reader = DdCommand.of(transfer.program())
                .from(transfer.sourceFile().name())
                .to(ProcFs.descriptor(writerPid, 0).toString())
                .skip(read.offset())
                .count(read.requestBytes())
                .block(Math.min(read.requestBytes(), transfer.blockBytes()));
        transfer.sourceAccess().flagInput(reader);
        return reader.words();
    }

    /** Waits a little, and ends everything if that is wanted. */
    private void look(Duration pause, Child... children) throws CopyException {
        running.awaitEvent(pause);
        for (Child child : children) {
            child.drain();
        }
        if (control.cancelled() || running.aborted()) {
            running.stop();
            throw failures.cancelled();
        }
    }

    private DdOutcome ended(Child child) throws CopyException {
        running.forgetEnded();
        DdOutcome outcome = DdOutcome.of(child);
        if (!outcome.succeeded() && running.aborted()) {
            running.stop();
            throw failures.cancelled();
        }
        return outcome;
    }

    private static long advance(Child writer, Failures.Place place) {
        return ProcFs.position(writer.pid(), 1) - place.targetOffset();
    }

    /**
     * Splits the way that the writer has come into written and skipped. The two counters cannot be read at one instant, so
     * the number of written bytes is read before and after the position: the first is certainly behind it, and what is
     * missing from the second was certainly skipped.
     */
    private static boolean tellSparse(Child writer, long before, Failures.Place place, Told told) {
        long writtenAtLeast = ProcFs.writtenBytes(writer.pid()) - before;
        long position = advance(writer, place);
        long writtenAtMost = ProcFs.writtenBytes(writer.pid()) - before;
        boolean visible = writtenAtLeast >= 0 && writtenAtMost >= 0;
        if (visible) {
            told.reached(writtenAtLeast, position - writtenAtMost);
        }
        return visible;
    }

    private long finish(DdOutcome outcome, Failures.Place place, Told told) throws CopyException {
        long done = outcome.bytes();
        if (done > place.lengthBytes() || (done < 0 && outcome.succeeded())) {
            throw CopyException.builder(
                            ErrorCode.ENGINE_FAILED,
                            "dd was to copy " + place.lengthBytes() + " bytes, and printed: " + outcome.text())
                    .engine(DdEngineProvider.ID)
                    .path(transfer.target().path())
                    .byteOffset(place.targetOffset())
                    .build();
        }
        told.done(Math.max(done, told.done()));
        return outcome.succeeded() ? done : shortOrFailed(outcome, place, told.done(), told.done());
    }

    /**
     * Tells a short read from a failure. After a direct read that returned less than a block, the next one starts at an odd
     * place and gets EINVAL. That is neither the end of the source nor an error: the rest can be read by aligned reads.
     */
    private long shortOrFailed(DdOutcome outcome, Failures.Place place, long moved, long done) throws CopyException {
        boolean misaligned = outcome.action() == DdOutcome.Action.READING && outcome.errno() == DdOutcome.EINVAL;
        if (misaligned && done > 0) {
            return done;
        }
        throw failures.of(outcome, place, moved);
    }
}
