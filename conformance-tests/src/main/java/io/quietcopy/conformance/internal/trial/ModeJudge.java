package io.quietcopy.conformance.internal.trial;

import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Capability;
import java.util.Optional;

/** Judges the modes that an engine tells after a copy, by what was asked for and what it has said it can. Not thread-safe. */
final class ModeJudge {
    private static final long BLOCK_BYTES = 4096;

    private final CopyCase copyCase;
    private final Subject subject;
    private final DirectAbility direct;
    private final Evidence evidence;

    ModeJudge(CopyCase copyCase, Subject subject, DirectAbility direct, Evidence evidence) {
        this.copyCase = copyCase;
        this.subject = subject;
        this.direct = direct;
        this.evidence = evidence;
    }

    /** Judges the modes after a copy that succeeded. */
    void judge(SideMode source, SideMode target) {
        if (source.reason().isBlank() || target.reason().isBlank()) {
            evidence.broken("E-CACHE-3", "a mode has no reason: source " + source + ", target " + target);
        }
        boolean readsOnly = copyCase.target() == TargetKind.NONE;
        if (readsOnly && target.access() != Access.NONE) {
            evidence.broken("E-DIGEST-3", "a transfer without target tells a target mode of " + target + ", not NONE");
        }
        if (copyCase.totalBytes() == 0) {
            return;
        }
        boolean bothDirect = isDirect(source) && (readsOnly || isDirect(target));
        switch (copyCase.cache()) {
            case REQUIRE_DIRECT -> {
                evidence.seen("E-OPEN-7");
                if (!bothDirect) {
                    evidence.broken(
                            "E-OPEN-7", "require-direct was taken, and the modes are " + source + " and " + target);
                }
                required();
            }
            case PREFER_DIRECT -> preferred(source, target, bothDirect, readsOnly);
            case BUFFERED -> {}
        }
    }

    private void required() {
        if (hasTargetEdges(copyCase)) {
            evidence.seen("E-EDGE-2");
        }
        if (!congruent(copyCase) && subject.declares(Capability.UNALIGNED_DIRECT)) {
            evidence.seen("E-UNALIGNED-1");
        }
    }

    private void preferred(SideMode source, SideMode target, boolean bothDirect, boolean readsOnly) {
        Optional<Boolean> able = direct.of(copyCase);
        if (able.isEmpty()) {
            return;
        }
        if (!able.get()) {
            if (bothDirect && !readsOnly) {
                evidence.broken(
                        "E-CACHE-3",
                        "require-direct was refused between such sides, but with prefer-direct both modes"
                                + " are DIRECT: " + source + ", " + target);
            }
            return;
        }
        evidence.seen("E-CACHE-4");
        boolean edges = hasTargetEdges(copyCase);
        boolean congruent = congruent(copyCase);
        if (edges && !subject.declares(Capability.CACHE_LADDER)) {
            return; // it cannot clean up behind an edge, and may say so
        }
        if (!congruent && !subject.declares(Capability.UNALIGNED_DIRECT)) {
            evidence.seen("E-UNALIGNED-1");
            if (bothDirect) {
                evidence.broken(
                        "E-UNALIGNED-1",
                        "the engine does not declare UNALIGNED_DIRECT, but tells DIRECT of both sides of"
                                + " an incongruent range");
            }
            return;
        }
        if (edges) {
            evidence.seen("E-EDGE-2");
        }
        if (!congruent) {
            evidence.seen("E-UNALIGNED-1");
        }
        if (!bothDirect) {
            // An engine that is not direct with plain copies either does not fail because of edges.
            boolean plain = evidence.isKnown("E-CACHE-4") || (congruent && !edges);
            String rule = plain ? "E-CACHE-4" : congruent ? "E-EDGE-2" : "E-UNALIGNED-1";
            evidence.broken(
                    rule,
                    "the engine does direct I/O between such sides, but the modes are " + source + " and " + target);
        }
    }

    private static boolean isDirect(SideMode mode) {
        return mode.access() == Access.DIRECT;
    }

    /** Returns whether ends of ranges do not fill blocks of the target, and must not be padded. */
    static boolean hasTargetEdges(CopyCase copyCase) {
        return copyCase.target() == TargetKind.IN_PLACE
                && copyCase.ranges().stream()
                        .anyMatch(range ->
                                range.targetOffset() % BLOCK_BYTES != 0 || range.targetEnd() % BLOCK_BYTES != 0);
    }

    /** Returns whether source and target offsets of all ranges differ by whole blocks. */
    static boolean congruent(CopyCase copyCase) {
        return copyCase.target() == TargetKind.NONE
                || copyCase.ranges().stream().allMatch(ModeJudge::congruent);
    }

    private static boolean congruent(Range range) {
        return (range.sourceOffset() - range.targetOffset()) % BLOCK_BYTES == 0;
    }
}
