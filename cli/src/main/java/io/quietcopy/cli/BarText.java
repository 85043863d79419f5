package io.quietcopy.cli;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes progress as one line. Not thread-safe. */
final class BarText {
    private static final int NARROWEST_BAR = 10;

    private final RateMeter meter = new RateMeter();
    private CopyPhase phase = CopyPhase.PREFLIGHT;
    private @Nullable CopyProgress progress;
    private int tailWidth;

    void phase(CopyPhase started) {
        phase = started;
    }

    void progress(CopyProgress newest) {
        progress = newest;
        phase = newest.phase();
        if (phase == CopyPhase.TRANSFER) {
            meter.add(newest);
        }
    }

    /** Returns whether there is something to show. */
    boolean moving() {
        return phase.compareTo(CopyPhase.TRANSFER) >= 0;
    }

    /** Returns the line for a terminal of this width; parts that do not fit are left out, the bar first. */
    String render(int columns) {
        CopyProgress now = progress;
        if (now == null || now.totalBytes() == 0) {
            return word(phase);
        }
        int percent = (int) Math.floor(100.0 * now.doneBytes() / now.totalBytes());
        String head = String.format(Locale.ROOT, "%3d%%", percent);
        String tail = Sizes.bytes(now.doneBytes()) + " of " + Sizes.bytes(now.totalBytes()) + "  " + pace(now);
        // The widest so far, so that the bar does not jump with each digit.
        tailWidth = Math.max(tailWidth, tail.length());
        int room = columns - head.length() - tailWidth - 6;
        return room < NARROWEST_BAR ? head + "  " + tail : head + "  [" + bar(now, room) + "]  " + tail;
    }

    private static String bar(CopyProgress now, int room) {
        int filled = (int) Math.floor((double) room * now.doneBytes() / now.totalBytes());
        String head = filled < room ? ">" : "";
        return "=".repeat(filled) + head + " ".repeat(room - filled - head.length());
    }

    private String pace(CopyProgress now) {
        if (phase != CopyPhase.TRANSFER) {
            return word(phase) + ", " + Sizes.clock(now.elapsed().toSeconds());
        }
        OptionalDouble rate = meter.bytesPerSecond();
        OptionalLong left = meter.secondsLeft();
        String text = rate.isPresent() ? Sizes.rate(rate.getAsDouble()) : "";
        return left.isPresent() ? text + "  " + Sizes.clock(left.getAsLong()) + " left" : text;
    }

    private static String word(CopyPhase phase) {
        return switch (phase) {
            case PREFLIGHT -> "checking";
            case MAP -> "mapping";
            case STAGE, OPEN -> "opening";
            case TRANSFER -> "copying";
            case FLUSH -> "flushing to the storage";
            case VERIFY -> "reading back";
            case PUBLISH -> "finishing";
        };
    }
}
