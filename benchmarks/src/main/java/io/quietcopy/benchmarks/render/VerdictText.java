package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.target.Verdict;
import java.util.List;

/** Writes verdicts for people. */
final class VerdictText {
    private VerdictText() {}

    /** Counts them. */
    static String summary(List<Verdict> verdicts) {
        return count(verdicts, Verdict.Status.MET) + ", " + count(verdicts, Verdict.Status.MISSED) + ", "
                + count(verdicts, Verdict.Status.NOT_MEASURED);
    }

    static long number(List<Verdict> verdicts, Verdict.Status status) {
        return verdicts.stream().filter(verdict -> verdict.status() == status).count();
    }

    private static String count(List<Verdict> verdicts, Verdict.Status status) {
        return number(verdicts, status) + " " + status.text();
    }

    /** The ratio with its spread and what was compared with; the reason if it was not measured. */
    static String ratio(Verdict verdict) {
        return verdict.ratio()
                .map(ratio -> Format.digits(ratio.ofMedians())
                        + (ratio.lowest() == ratio.highest()
                                ? ""
                                : " (" + Format.digits(ratio.lowest()) + "–" + Format.digits(ratio.highest()) + ")")
                        + " × " + verdict.against())
                .orElse(verdict.against());
    }
}
