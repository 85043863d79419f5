package io.quietcopy.cli;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import java.io.PrintStream;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes progress as JSON, one object a line, for programs. */
final class ProgressJsonDisplay implements ProgressDisplay {
    private final PrintStream err;
    private final RateMeter meter = new RateMeter();
    private @Nullable CopyProgress last;
    private boolean closed;

    ProgressJsonDisplay(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void phaseStarted(CopyPhase started) {
        if (closed) {
            return;
        }
        err.println(Json.object(json -> json.writeStringField("phase", Text.id(started))));
    }

    @Override
    public synchronized void progressed(CopyProgress progress) {
        if (closed || isRepeated(progress)) {
            return;
        }
        last = progress;
        if (progress.phase() == CopyPhase.TRANSFER) {
            meter.add(progress);
        }
        OptionalDouble rate = meter.bytesPerSecond();
        // What comes after the transfer takes as long as the storage likes.
        OptionalLong left = progress.phase() == CopyPhase.TRANSFER ? meter.secondsLeft() : OptionalLong.empty();
        err.println(Json.object(json -> {
            json.writeStringField("phase", Text.id(progress.phase()));
            json.writeNumberField("doneBytes", progress.doneBytes());
            json.writeNumberField("totalBytes", progress.totalBytes());
            if (rate.isPresent()) {
                json.writeNumberField("bytesPerSecond", Math.round(rate.getAsDouble()));
            }
            if (left.isPresent()) {
                json.writeNumberField("etaSeconds", left.getAsLong());
            }
            json.writeNumberField("elapsedSeconds", progress.elapsed().toMillis() / 1000.0);
        }));
    }

    /** The end may be told twice: by the library, and by the command when it has the result. */
    private boolean isRepeated(CopyProgress progress) {
        return last != null
                && last.phase() == progress.phase()
                && last.doneBytes() == progress.doneBytes()
                && progress.doneBytes() == progress.totalBytes();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
