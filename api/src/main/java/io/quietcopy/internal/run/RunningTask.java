package io.quietcopy.internal.run;

import io.quietcopy.CopyException;
import io.quietcopy.CopyProgress;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyTask;
import io.quietcopy.Pace;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A copy as its caller sees it. */
record RunningTask(CopyRun run) implements CopyTask {
    @Override
    public CopyProgress progress() {
        return run.meter().progress();
    }

    @Override
    public void changePace(Pace pace) {
        run.changePace(Objects.requireNonNull(pace, "pace"));
    }

    @Override
    public void cancel() {
        run.stop(StopReason.CANCELLED);
    }

    @Override
    public CopyReport await() throws CopyException {
        return Answers.await(run.guarded().answer(), () -> run.stop(StopReason.INTERRUPTED));
    }

    @Override
    public CompletableFuture<CopyReport> result() {
        return run.guarded().answer().copy();
    }
}
