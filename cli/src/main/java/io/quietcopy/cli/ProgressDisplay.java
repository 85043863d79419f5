package io.quietcopy.cli;

import io.quietcopy.CopyListener;

/** Shows how a copy goes on, until it is closed. */
interface ProgressDisplay extends CopyListener, AutoCloseable {
    /** Stops showing, and leaves the cursor at the start of an empty line. A second call does nothing. */
    @Override
    void close();

    /** Returns the display for a style; nothing is shown before the first event. */
    static ProgressDisplay of(ProgressStyle style, Console console) {
        return switch (style) {
            case AUTO -> console.errIsTerminal() ? new ProgressBarDisplay(console) : nothing();
            case BAR -> new ProgressBarDisplay(console);
            case JSON -> new ProgressJsonDisplay(console.err());
            case NONE -> nothing();
        };
    }

    private static ProgressDisplay nothing() {
        return () -> {};
    }
}
