package io.quietcopy.cli;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyReport;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells a person what a copy did, or would do. Not thread-safe. */
final class Summary {
    private static final int LABEL = 8;
    private static final long LEAST_RATED_BYTES = 1L << 20;

    private final StringBuilder text = new StringBuilder();
    private final int width;

    private Summary(int width) {
        this.width = width;
    }

    /**
     * Returns a few lines on a finished copy.
     *
     * @param report what happened
     * @param algorithm the digest's algorithm
     * @param width the widest line
     */
    static String of(CopyReport report, String algorithm, int width) {
        Summary text = new Summary(width);
        text.append(
                "Copied " + Sizes.exact(report.totalBytes()) + " in " + Sizes.time(report.elapsed()) + rate(report));
        text.line("from", Text.printable(report.source()));
        text.line("to", Text.printable(report.target()));
        String content = content(report);
        if (!content.isEmpty()) {
            text.line("content", content);
        }
        text.line("engine", engine(report.candidates(), report.engine()));
        text.line("source", "read " + access(report.sourceMode()));
        text.line("target", "written " + access(report.targetMode()));
        if (report.mode() != TargetMode.CREATE_NEW) {
            text.line("guard", Text.message(report.guard()));
        }
        text.line("safe", safe(report));
        report.digest().ifPresent(digest -> text.line(algorithm, digest));
        report.notes().forEach(note -> text.line("note", Text.message(note)));
        return text.text.toString();
    }

    /** Returns what a copy would do. */
    static String of(CopyPlan plan, int width) {
        Summary text = new Summary(width);
        long data = plan.dataBytes().orElse(plan.totalBytes());
        text.append("Would copy " + Sizes.exact(plan.totalBytes())
                + (data < plan.totalBytes() ? ", of which " + Sizes.bytes(data) + " are data" : "")
                + ". Nothing was created or written.");
        text.line("from", Text.printable(plan.source()));
        text.line("to", Text.printable(plan.target()));
        if (isPossible(plan)) {
            text.line("source", "read " + access(plan.sourceMode()));
            text.line("target", "written " + access(plan.targetMode()));
        }
        plan.notes().forEach(note -> text.line("note", Text.message(note)));

        Table engines = new Table("ENGINE", "USED", "WHY");
        for (EngineAttempt candidate : plan.candidates()) {
            engines.add(candidate.id(), candidate.chosen() ? "yes" : "no", candidate.reason());
        }
        text.append("\n" + engines.render(width) + "\nSettings");
        plan.settings().forEach(setting -> text.append("  " + setting));
        return text.text.toString();
    }

    /** Returns whether an engine would take the copy. */
    static boolean isPossible(CopyPlan plan) {
        return plan.candidates().stream().anyMatch(EngineAttempt::chosen);
    }

    private void append(String line) {
        text.append(line).append('\n');
    }

    private void line(String label, String value) {
        text.append(Text.field(label, LABEL, value, width));
    }

    /** Returns how a side was accessed, with the reason where it was not the gentlest way. */
    private static String access(SideMode mode) {
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
        // Below this, start-up or the looking for holes is most of the time, and the rate means nothing.
        if (seconds < 0.01 || report.copiedBytes() < LEAST_RATED_BYTES) {
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
