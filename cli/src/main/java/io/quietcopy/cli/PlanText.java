package io.quietcopy.cli;

import io.quietcopy.CopyPlan;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;

/** Tells a person what a copy would do. */
final class PlanText {
    private PlanText() {}

    /** Returns the plan. */
    static String of(CopyPlan plan) {
        StringBuilder text = new StringBuilder("Would copy " + Sizes.exact(plan.totalBytes()));
        plan.dataBytes()
                .ifPresent(data ->
                        text.append(", of which ").append(Sizes.bytes(data)).append(" are data"));
        text.append(". Nothing was created or written.\n");
        Summary.line(text, "from", Text.printable(plan.source()));
        Summary.line(text, "to", Text.printable(plan.target()));
        if (isPossible(plan)) {
            Summary.line(text, "source", "read " + Summary.access(plan.sourceMode()));
            Summary.line(text, "target", "written " + Summary.access(plan.targetMode()));
        }
        plan.notes().forEach(note -> Summary.line(text, "note", Text.message(note)));

        text.append('\n');
        Table engines = new Table("ENGINE", "USED", "WHY");
        for (EngineAttempt candidate : plan.candidates()) {
            engines.add(candidate.id(), candidate.chosen() ? "yes" : "no", candidate.reason());
        }
        text.append(engines.render(Console.WIDEST)).append("\nSettings\n");
        plan.settings().forEach(setting -> text.append("  ").append(setting).append('\n'));
        return text.toString();
    }

    /** Returns whether an engine would take the copy. */
    static boolean isPossible(CopyPlan plan) {
        return plan.candidates().stream().anyMatch(EngineAttempt::chosen)
                || plan.targetMode().access() != SideMode.Access.NONE;
    }
}
