package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.engine.dd.Segment.Moved;
import io.quietcopy.engine.dd.Segment.Refusal;
import io.quietcopy.engine.dd.Segment.Way;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.Permit;
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
 * <p>That is also how skipped zeroes are counted: dd counts them as written, so the only witness is the kernel's count of
 * written bytes, and it can be asked only while the writer lives.
 *
 * <p>Used by one thread at a time.
 */
final class SegmentRun {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofMillis(1);
    private static final long LAUNCHER_BYTES = 4096;

    private final Transfer transfer;
    private final Running running;
    private final Watch watch;
    private final TransferControl control;
    private final Failures failures;

    SegmentRun(Transfer transfer, Running running, Watch watch, TransferControl control) {
        this.transfer = transfer;
        this.running = running;
        this.watch = watch;
        this.control = control;
        failures = transfer.failures();
    }

    /** Runs one dd that moves nothing (a flush). */
    void plain(List<String> command, Failures.Place place) throws CopyException {
        Child dd = watch.start(command, false);
        while (!dd.exited()) {
            look(LOOK, dd);
        }
        DdOutcome outcome = ended(dd);
        if (!outcome.succeeded()) {
            throw failures.of(outcome, place, 0);
        }
    }

    /**
     * Moves a segment.
     *
     * @return all of its bytes, or fewer if dd met the end of the source, or what it took for that, or a refusal
     */
    Moved run(Segment segment, Permit permit) throws CopyException {
        Told told = new Told(permit, segment);
        if (segment.way() == Way.ZEROES) {
            return straight(writer(segment).from("/dev/zero").count(segment.length()), segment, told);
        }
        AlignedRange.CoveringRead read = AlignedRange.of(
                        segment.sourceOffset(), segment.targetOffset(), segment.length(), 1, 1)
                .body()
                .coveringRead(
                        transfer.sourceAccess().blockBytes(), transfer.source().lengthBytes());
        if (segment.way() == Way.UNKNOWN) {
            return relay(writer(segment), read, segment, told);
        }
        if (read.skipBytes() > 0 || read.requestBytes() != segment.length()) {
            return relay(writer(segment).skip(read.skipBytes()).count(segment.length()), read, segment, told);
        }
        DdCommand command = writer(segment)
                .from(transfer.sourceFile().name())
                .skip(segment.sourceOffset())
                .count(segment.length());
        transfer.sourceAccess().flagInput(command);
        return straight(command, segment, told);
    }

    private DdCommand writer(Segment segment) {
        DdCommand command = DdCommand.of(transfer.program())
                .to(transfer.targetFile().name())
                .seek(segment.targetOffset())
                .block(segment.block());
        if (!segment.edge()) {
            transfer.targetAccess().flagOutput(command);
        }
        return segment.way().skipsZeroes() ? command.conversion("sparse") : command;
    }

    private DdCommand reader(AlignedRange.CoveringRead read, Segment segment, long writerPid) {
        // In whole blocks of the source: the segment's are whole blocks of the target only.
        int alignment = transfer.sourceAccess().blockBytes();
        long block = Math.max(alignment, AlignedRange.alignDown(segment.block(), alignment));
        DdCommand reader = DdCommand.of(transfer.program())
                .from(transfer.sourceFile().name())
                .to(ProcFs.descriptor(writerPid, 0).toString())
                .skip(read.offset())
                .count(read.requestBytes())
                .block(block);
        transfer.sourceAccess().flagInput(reader);
        return reader;
    }

    private Moved straight(DdCommand command, Segment segment, Told told) throws CopyException {
        Child dd = watch.start(command.words(), false);
        while (!dd.exited()) {
            look(LOOK, dd);
            // What Java's launcher wrote (a few bytes) cannot be told from dd's first block.
            tell(dd, 0, LAUNCHER_BYTES, segment, told);
        }
        return finish(ended(dd), segment, told);
    }

    private Moved relay(DdCommand command, AlignedRange.CoveringRead read, Segment segment, Told told)
            throws CopyException {
        Child writing = watch.start(command.words(), true);
        long before = Math.max(0, ProcFs.writtenBytes(writing.pid()));
        Child reading = watch.start(reader(read, segment, writing.pid()).words(), false);
        boolean inputEnded = false;
        Duration pause = LOOK;
        while (!writing.exited() || !reading.exited()) {
            look(pause, writing, reading);
            boolean visible = tell(writing, before, before, segment, told);
            if (reading.exited() && !inputEnded) {
                boolean keep = segment.way() == Way.UNKNOWN
                        && visible
                        && told.done() < segment.length()
                        && delivered(reading, segment);
                pause = keep ? longer(pause) : LOOK;
                if (!keep) {
                    writing.closeInput();
                    inputEnded = true;
                }
            }
        }
        DdOutcome reader = ended(reading);
        Moved moved = finish(ended(writing), segment, told);
        boolean complete = moved.bytes() == segment.length() || moved.failed();
        if (complete || reader.succeeded() || endedByWriter(reader)) {
            return moved;
        }
        Failures.Place place = new Failures.Place(read.offset(), segment.targetOffset(), read.requestBytes());
        return failed(reader, segment, place, Math.max(0, reader.bytes()), moved.bytes());
    }

    private static boolean delivered(Child reading, Segment segment) {
        DdOutcome outcome = DdOutcome.of(reading);
        return outcome.succeeded() && outcome.bytes() == segment.length();
    }

    /** A writer that has all it wants closes the pipe, and the reader may fail on what it had left. */
    private static boolean endedByWriter(DdOutcome reader) {
        return reader.errno() == DdOutcome.EPIPE || reader.signal() == DdOutcome.SIGPIPE;
    }

    private static Duration longer(Duration pause) {
        return pause.equals(LOOK) ? SOON : pause.multipliedBy(2);
    }

    /** Waits a little, and ends everything if that is wanted. */
    private void look(Duration pause, Child... children) throws CopyException {
        watch.awaitEvent(pause);
        for (Child child : children) {
            child.drain();
        }
        if (control.cancelled() || running.aborted()) {
            watch.stop();
            throw Failures.cancelled();
        }
    }

    private DdOutcome ended(Child child) throws CopyException {
        running.forgetEnded();
        DdOutcome outcome = DdOutcome.of(child);
        // Ctrl-C on a terminal reaches all of its processes; whoever started this one is just being told too.
        boolean stopped = running.aborted() || outcome.signal() == DdOutcome.SIGINT;
        if (!outcome.succeeded() && stopped) {
            watch.stop();
            throw Failures.cancelled();
        }
        return outcome;
    }

    /**
     * Tells how far the writer has come. Where it skips zeroes its way has to be split. The two counters cannot be read at one
     * instant, so the number of written bytes is read before and after the position: the first has certainly been written, and
     * what is missing from the second has certainly been skipped. What dd prints when it fails or ends counts as written too,
     * but lies not before the position.
     *
     * @param before at least so many bytes were written before the segment's first
     * @param beforeAtMost at most so many were
     * @return whether the counters could be read
     */
    private static boolean tell(Child writer, long before, long beforeAtMost, Segment segment, Told told) {
        if (!segment.way().skipsZeroes()) {
            long position = ProcFs.position(writer.pid(), 1);
            told.reached(position - segment.targetOffset(), 0);
            return position >= 0;
        }
        long first = ProcFs.writtenBytes(writer.pid());
        long position = ProcFs.position(writer.pid(), 1);
        long second = ProcFs.writtenBytes(writer.pid());
        boolean visible = first >= 0 && position >= 0 && second >= 0;
        if (visible) {
            long way = position - segment.targetOffset();
            told.reached(Math.min(first - beforeAtMost, way - told.skipped()), way - (second - before));
        }
        return visible;
    }

    private Moved finish(DdOutcome outcome, Segment segment, Told told) throws CopyException {
        long done = outcome.bytes();
        if (done > segment.length() || (done < 0 && outcome.succeeded())) {
            throw CopyException.builder(
                            ErrorCode.ENGINE_FAILED,
                            "dd was to copy " + segment.length() + " bytes, and printed: " + outcome.text())
                    .engine(DdEngineProvider.ID)
                    .path(transfer.target().path())
                    .byteOffset(segment.targetOffset())
                    .build();
        }
        told.done(Math.max(done, told.done()));
        return outcome.succeeded()
                ? Moved.of(done)
                : failed(outcome, segment, segment.place(), told.done(), told.done());
    }

    /**
     * Tells a failure from what is none. A refusal of direct I/O is none. Nor is EINVAL after a direct read that returned less
     * than a block, so that the next one started at an odd place: the rest can be read by aligned reads. EAGAIN asks for another
     * try, which dd does not make.
     *
     * @param moved how far the one that failed had come in its place
     * @param done how much of the segment is done
     */
    private Moved failed(DdOutcome outcome, Segment segment, Failures.Place place, long moved, long done)
            throws CopyException {
        Refusal refusal = failures.refusal(outcome);
        if (refusal == Refusal.SOURCE
                && segment.way() != Way.ZEROES
                && transfer.sourceAccess().isDirect()) {
            return done > 0 ? Moved.of(done) : Moved.refused(0, refusal);
        }
        if (refusal == Refusal.TARGET
                && !segment.edge()
                && transfer.targetAccess().isDirect()) {
            return Moved.refused(done, refusal);
        }
        CopyException failure = failures.of(outcome, place, moved);
        if (outcome.wantsAnotherTry()) {
            return Moved.again(done, failure);
        }
        throw failure;
    }
}
