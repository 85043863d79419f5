package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.RuleResult;
import io.quietcopy.conformance.internal.waiver.Waiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule counts for. Immutable and thread-safe. */
public final class JudgedRule {
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
            notes.addAll(result.reasons());
        }
        return notes;
    }
}
