package io.quietcopy.cli;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyReport;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells a person what a copy did, or would do. */
final class Summary {
    private static final int LABEL = 8;

    private Summary() {}

    /**
     * Returns a few lines on a finished copy.
     *
     * @param report what happened
     * @param algorithm the digest's algorithm
     */
    static String of(CopyReport report, String algorithm) {
        StringBuilder text = new StringBuilder("Copied " + Sizes.exact(report.totalBytes()) + " in "
                + Sizes.time(report.elapsed()) + rate(report) + "\n");
        line(text, "from", Text.printable(report.source()));
        line(text, "to", Text.printable(report.target()));
        String content = content(report);
        if (!content.isEmpty()) {
            line(text, "content", content);
        }
        line(text, "engine", engine(report.candidates(), report.engine()));
        line(text, "source", "read " + access(report.sourceMode()));
        line(text, "target", "written " + access(report.targetMode()) + "; " + report.guard());
        line(text, "safe", safe(report));
        report.digest().ifPresent(digest -> line(text, algorithm, digest));
        report.notes().forEach(note -> line(text, "note", Text.message(note)));
        return text.toString();
    }

    static void line(StringBuilder text, String label, String value) {
        text.append(Text.field(label, LABEL, value, Console.WIDEST));
    }

    /** Returns how a side was accessed, with the reason where it was not the gentlest way. */
    static String access(SideMode mode) {
        return switch (mode.access()) {
            case DIRECT -> "past the page cache (direct)";
            case DONTCACHE -> "through the page cache and dropped at once (dontcache): " + mode.reason();
            case BUFFERED_EVICTED -> "through the page cache and evicted (buffered-evicted): " + mode.reason();
            case BUFFERED -> "through the page cache (buffered): " + mode.reason();
            case NONE -> "not at all: " + mode.reason();
        };
    }

    private static String rate(CopyReport report) {
        Duration transfer = report.phaseTimes().getOrDefault(CopyPhase.TRANSFER, Duration.ZERO);
        double seconds = transfer.toNanos() / 1e9;
        // Below this, start-up is most of the time and the rate means nothing.
        if (seconds < 0.01 || report.copiedBytes() == 0) {
            return "";
        }
        return ", " + Sizes.rate(report.copiedBytes() / seconds)
                + (report.limitApplied() ? " (held back by --pace)" : "");
    }

    private static String content(CopyReport report) {
        if (report.copiedBytes() == report.totalBytes()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        add(parts, report.copiedBytes(), "copied");
        add(parts, report.zeroedBytes(), "made zero");
        add(parts, report.skippedBytes(), "zero already");
        add(parts, report.sharedBytes(), "shared");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long bytes, String what) {
        if (bytes > 0) {
            parts.add(Sizes.bytes(bytes) + " " + what);
        }
    }

    private static String engine(List<EngineAttempt> candidates, String chosen) {
        StringBuilder text = new StringBuilder(chosen);
        for (EngineAttempt candidate : candidates) {
            if (!candidate.chosen()) {
                text.append("; not ").append(candidate.id()).append(": ").append(candidate.reason());
            }
        }
        return text.toString();
    }

    private static String safe(CopyReport report) {
        String durable = report.durable() ? "flushed to the storage" : "not flushed: a power cut may still lose it";
        return durable + (report.verified() ? "; read back and found equal" : "");
    }
}
