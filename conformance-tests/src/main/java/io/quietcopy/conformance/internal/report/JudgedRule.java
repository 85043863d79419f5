package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.internal.waiver.Waiver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a rule counts for. Immutable and thread-safe. */
public final class JudgedRule {
    private static final Pattern OF_CHECK = Pattern.compile("([a-z0-9-]+@[a-z0-9]+): (.*)", Pattern.DOTALL);

    private final RuleResult result;
    private final Standing standing;
    private final @Nullable Waiver waiver;
    private final String remark;

    JudgedRule(RuleResult result, Standing standing, @Nullable Waiver waiver, String remark) {
        this.result = result;
        this.standing = standing;
        this.waiver = waiver;
        this.remark = remark;
    }

    /** Returns the rule. */
    public Rule rule() {
        return result.rule();
    }

    /** Returns what the run found. */
    public RuleResult result() {
        return result;
    }

    /** Returns what it counts for. */
    public Standing standing() {
        return standing;
    }

    /** Returns the waiver that was given for it, whether it counts or not. */
    public Optional<Waiver> waiver() {
        return Optional.ofNullable(waiver);
    }

    /** Returns why the run's verdict is not all that is to be said, or an empty text. */
    public String remark() {
        return remark;
    }

    /** Returns whether it was not put to the test although it should have been. */
    public boolean missing() {
        return result.required() && (standing == Standing.SKIPPED || standing == Standing.NOT_VERIFIED);
    }

    /** Returns all that there is to tell beside findings: the remark, and what was not put to the test. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!remark.isEmpty()) {
            notes.add(remark);
        }
        if (standing != Standing.NOT_SELECTED) {
            notes.addAll(grouped(result.reasons()));
        }
        return notes;
    }

    /** Says once what is the same for several checks. A reason that comes from a check is {@code check@place: why}. */
    private static List<String> grouped(List<String> reasons) {
        Map<String, List<String>> checksByReason = new LinkedHashMap<>();
        for (String reason : reasons) {
            Matcher ofCheck = OF_CHECK.matcher(reason);
            if (ofCheck.matches()) {
                checksByReason
                        .computeIfAbsent(ofCheck.group(2), why -> new ArrayList<>())
                        .add(ofCheck.group(1));
            } else {
                checksByReason.put(reason, new ArrayList<>());
            }
        }
        List<String> grouped = new ArrayList<>();
        checksByReason.forEach((why, checks) -> grouped.add(
                switch (checks.size()) {
                    case 0 -> why;
                    case 1 -> checks.get(0) + ": " + why;
                    default -> checks.get(0) + " and " + (checks.size() - 1) + " more: " + why;
                }));
        return grouped;
    }
}
