package io.quietcopy.conformance.internal.command;

import io.quietcopy.conformance.ConformanceReport.Outcome;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.command.Terminal.Colour;
import io.quietcopy.conformance.internal.report.JudgedRule;
import io.quietcopy.conformance.internal.report.Judgement;
import io.quietcopy.conformance.internal.report.ReplayCommand;
import io.quietcopy.conformance.internal.report.Standing;
import io.quietcopy.conformance.internal.report.Texts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells at the end what it all amounts to: what failed last, so that it is seen without scrolling. Not thread-safe. */
final class SummaryLines {
    private final Terminal terminal;
    private final ReplayCommand replay;

    SummaryLines(Terminal terminal, ReplayCommand replay) {
        this.terminal = terminal;
        this.replay = replay;
    }

    /** Prints the summary of a run. */
    void print(Judgement judgement) {
        rules(
                "Skipped",
                judgement.with(Standing.SKIPPED).stream()
                        .filter(rule -> !rule.missing())
                        .toList());
        rules("Waived", judgement.with(Standing.WAIVED));
        rules("Not put to the test, though required", judgement.missing());
        List<JudgedRule> failed = judgement.with(Standing.FAIL);
        if (!failed.isEmpty()) {
            heading("Failed");
        }
        failed.forEach(this::failed);
        failed.stream()
                .flatMap(rule -> rule.result().findings().stream())
                .findFirst()
                .ifPresent(first -> {
                    terminal.line("");
                    terminal.line("To try the first again:");
                    terminal.line(replay.line(first.replay()));
                });
        terminal.line("");
        Outcome outcome = judgement.outcome();
        terminal.line(terminal.in(colour(outcome), outcome.name()) + "  " + judgement.verdict());
        terminal.line(judgement.counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().text())
                .collect(Collectors.joining(
                        " · ", "", " · " + Texts.duration(judgement.report().duration()))));
    }

    private void rules(String heading, List<JudgedRule> rules) {
        if (rules.isEmpty()) {
            return;
        }
        heading(heading);
        for (JudgedRule rule : rules) {
            terminal.wrapped(
                    "  " + padded(rule) + "  ",
                    18,
                    rule.rule().title() + (rule.notes().isEmpty() ? "" : ": " + String.join("; ", rule.notes())));
        }
    }

    private void heading(String text) {
        terminal.line("");
        terminal.line(terminal.in(Colour.BOLD, text));
    }

    private static String padded(JudgedRule rule) {
        return String.format(Locale.ROOT, "%-14s", rule.rule().id());
    }

    private void failed(JudgedRule rule) {
        terminal.line("  " + terminal.in(Colour.RED, padded(rule)) + "  "
                + rule.rule().title());
        if (!rule.remark().isEmpty()) {
            terminal.wrapped(18, rule.remark());
        }
        List<Finding> findings = rule.result().findings();
        findings.stream().limit(1).forEach(this::finding);
        findings.stream()
                .skip(1)
                .forEach(
                        finding -> terminal.line(" ".repeat(18) + terminal.in(Colour.GREY, "also " + option(finding))));
    }

    /** Prints a finding: what the engine did, the first wrong byte, and how to see it again. */
    void finding(Finding finding) {
        terminal.wrapped(18, finding.message());
        finding.wrongByte().ifPresent(this::wrongByte);
        terminal.line(" ".repeat(18) + terminal.in(Colour.GREY, option(finding)));
    }

    private static String option(Finding finding) {
        return "--replay '" + finding.replay() + "'";
    }

    private void wrongByte(WrongByte wrong) {
        terminal.line(String.format(
                Locale.ROOT,
                "%18sfirst wrong byte: %s at %,d (0x%x)",
                "",
                wrong.place(),
                wrong.offsetBytes(),
                wrong.offsetBytes()));
        terminal.line(" ".repeat(20) + "expected  " + wrong.expected());
        terminal.line(" ".repeat(20) + "found     " + wrong.found() + ", which is " + wrong.origin());
    }

    private static Colour colour(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> Colour.GREEN;
            case FAILED -> Colour.RED;
            case INCOMPLETE -> Colour.YELLOW;
        };
    }
}
