package io.quietcopy.cli;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/** Shows progress as a bar on the last line of a terminal. */
final class ProgressBarDisplay implements ProgressDisplay {
    private static final int INTERVAL_MILLIS = 250;

    /** Goes to the start of the line. */
    private static final String HOME = "\r";
    /** Clears from the cursor to the end of the line. */
    private static final String CLEAR_REST = "\033[K";
    /** Cuts a line that is too long, because the terminal became narrower, instead of breaking it. */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";

    private final PrintStream err;
    private final int width;
    private final BarText text = new BarText();
    private @Nullable ProgressBar bar;
    private boolean closed;

    ProgressBarDisplay(Console console) {
        err = console.err();
        // Some terminals move to the next line as soon as the last column is written, and show a Ctrl-C as ^C.
        width = console.errWidth() - 3;
    }

    @Override
    public synchronized void phaseStarted(CopyPhase phase) {
        text.phase(phase);
        show();
    }

    @Override
    public synchronized void progressed(CopyProgress progress) {
        text.progress(progress);
        show();
        if (bar != null) {
            bar.maxHint(progress.totalBytes() > 0 ? progress.totalBytes() : -1).stepTo(progress.doneBytes());
        }
    }

    private void show() {
        // A copy that is over before it has moved a byte needs no bar.
        if (bar == null && !closed && text.moving()) {
            bar = new ProgressBarBuilder()
                    .setTaskName("copy")
                    .setUpdateIntervalMillis(INTERVAL_MILLIS)
                    .continuousUpdate()
                    .setRenderer(this::render)
                    .setConsumer(new DelegatingProgressBarConsumer(
                            line -> err.print(HOME + NO_WRAP + line + WRAP + CLEAR_REST), width))
                    .build();
        }
    }

    private synchronized String render(ProgressState state, int columns) {
        return text.render(columns);
    }

    @Override
    public void close() {
        ProgressBar open;
        synchronized (this) {
            open = bar;
            bar = null;
            closed = true;
        }
        if (open != null) {
            open.close();
            // Here and not when the bar's consumer is closed: a bar that was never drawn does not close it.
            err.print(HOME + CLEAR_REST);
            err.flush();
        }
    }
}
