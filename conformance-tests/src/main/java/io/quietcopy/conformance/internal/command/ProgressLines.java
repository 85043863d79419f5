package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceRun;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.conformance.internal.command.Terminal.Colour;
import io.quietcopy.conformance.internal.report.Texts;
import java.util.List;
import java.util.Locale;

/** Tells while the suite runs what is being tried, and what came of it: a line for each check in each place. Not thread-safe. */
final class ProgressLines {
    private final Terminal terminal;
    private final int total;
    private final int nameWidth;
    private int done;

    ProgressLines(Terminal terminal, List<ConformanceRun.Step> steps) {
        this.terminal = terminal;
        total = steps.size();
        nameWidth =
                steps.stream().mapToInt(step -> step.toString().length()).max().orElse(0);
    }

    /** Tells what is being tried. */
    void begin(ConformanceRun.Step step) {
        terminal.passing(number(done + 1) + "  ....  " + step + ": " + step.title());
    }

    /** Tells what came of it. */
    void end(CheckResult result) {
        done++;
        String name = result.id() + "@" + result.place();
        String start = number(done) + "  " + word(result.verdict()) + "  ";
        String padded = name + " ".repeat(nameWidth - name.length());
        if (result.verdict() == Verdict.SKIPPED) {
            terminal.wrapped(start + padded + "  ", number(done).length() + nameWidth + 10, result.reason());
            return;
        }
        terminal.line(start
                + padded
                + String.format(
                        Locale.ROOT,
                        "%7d %-5s %8s",
                        result.tries(),
                        result.tries() == 1 ? "try" : "tries",
                        Texts.duration(result.duration())));
        if (!result.reason().isEmpty()) {
            terminal.wrapped(number(done).length() + 8, result.reason());
        }
        for (Finding finding : result.findings()) {
            terminal.wrapped(number(done).length() + 8, finding.rule().id() + " " + firstLine(finding.message()));
        }
    }

    private String number(int step) {
        int width = Integer.toString(total).length();
        return String.format(Locale.ROOT, "%" + width + "d/%d", step, total);
    }

    private String word(Verdict verdict) {
        return switch (verdict) {
            case PASS, NOT_TESTABLE -> terminal.in(Colour.GREEN, "pass");
            case FAIL -> terminal.in(Colour.RED, "FAIL");
            case SKIPPED -> terminal.in(Colour.GREY, "skip");
            case NOT_VERIFIED -> terminal.in(Colour.YELLOW, "????");
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
